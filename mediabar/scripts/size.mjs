// The weight of the library as a page loads it: media-bar.js with Lit and English in it, compressed as a server would.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limit = 35_000;
const source = readFileSync(new URL('../dist/media-bar.js', import.meta.url));
const size = gzipSync(source, { level: 9 }).length;

const loadedAtOnce = /(?:^|[;}])\s*import\s*(?:[\w$*{][^;]*?from)?\s*["']/.exec(source.toString('utf8'));
if (loadedAtOnce) {
  console.error('media-bar.js imports another file at once; the size below would not be the whole truth.');
  process.exit(1);
}
console.log(`media-bar.js: ${size} bytes gzip of ${limit} allowed`);
process.exit(size <= limit ? 0 : 1);
