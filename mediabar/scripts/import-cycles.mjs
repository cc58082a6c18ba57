// Fails if modules import each other in a cycle. Type imports and dynamic imports count: they tie files together as well.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const importedPath = /\b(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g;
const finished = new Set();
let cycles = 0;

/** @type {(file: string, path: readonly string[]) => void} */
function visit(file, path) {
  if (path.includes(file)) {
    const cycle = [...path.slice(path.indexOf(file)), file].map((each) => relative(root, each));
    console.error(`Import cycle: ${cycle.join(' -> ')}`);
    cycles++;
    return;
  }
  if (finished.has(file)) return;
  for (const [, imported] of readFileSync(file, 'utf8').matchAll(importedPath)) {
    visit(join(dirname(file), imported ?? ''), [...path, file]);
  }
  finished.add(file);
}

for (const folder of ['src', 'demo', 'test']) {
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (/(?<!\.d)\.ts$/.test(name)) visit(join(root, folder, name), []);
  }
}

process.exit(cycles > 0 ? 1 : 0);
