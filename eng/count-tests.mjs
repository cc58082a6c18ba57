// Counts the tests of a report in JUnit's format: prints how many passed and failed. A report that is missing counts as none.
import { existsSync, readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const report = existsSync(file) ? readFileSync(file, 'utf8').replace(/<!\[CDATA\[.*?\]\]>/gs, '') : '';
const count = { passed: 0, failed: 0, skipped: 0 };
for (const [, body = ''] of report.matchAll(/<testcase\b(?:[^>"]|"[^"]*")*?(?:\/>|>(.*?)<\/testcase>)/gs)) {
  count[/<skipped\b/.test(body) ? 'skipped' : /<(failure|error)\b/.test(body) ? 'failed' : 'passed']++;
}
console.log(count.passed, count.failed);
