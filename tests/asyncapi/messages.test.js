import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages } from './document.js';
import { readAll } from './messages.js';

// Messages that need not occur, each with its reason.
const needNotOccur = new Map([
  ['InternalError', 'it is a defect of HIS, and a defect that is known is repaired'],
]);

const seen = readAll();

test('every message the tests saw on the bus is as docs/asyncapi.yaml says', (t) => {
  t.diagnostic(`${seen.lines} messages in ${seen.files} files; ${seen.refusedByBoth} refused by HIS and by the schemas`);
  assert.deepEqual(seen.problems.slice(0, 20), [], `${seen.problems.length} messages are not`);
});

test('every message of docs/asyncapi.yaml occurred', (t) => {
  for (const { name, kind } of messages.values()) t.diagnostic(`${String(seen.counts.get(name) ?? 0).padStart(7)}  ${kind}  ${name}`);
  const missing = [...messages.keys()].filter((name) => !seen.counts.has(name) && !needNotOccur.has(name));
  assert.deepEqual(missing, [], 'these never occurred');
});
