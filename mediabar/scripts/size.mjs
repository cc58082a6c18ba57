// Checks the size of the library as a page loads it: media-bar.js with Lit and English in it, compressed with gzip.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limit = 35_000;
const source = readFileSync(new URL('../dist/media-bar.js', import.meta.url));
const size = gzipSync(source, { level: 9 }).length;

const loadedAtOnce = /(?:^|[;}])\s*import\s*(?:[\w$*{][^;]*?from)?\s*["']/.exec(source.toString('utf8'));
if (loadedAtOnce) {
  console.error('media-bar.js imports another file statically, which the size below would not include.');
  process.exit(1);
}
console.log(`media-bar.js: ${size} bytes gzip of ${limit} allowed`);
process.exit(size <= limit ? 0 : 1);
