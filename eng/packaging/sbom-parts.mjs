// Adds to a bill of materials what is in a package of HIS and in no project file: the runtime, and what is bundled in MediaBar, as its lock
// file has it.
//
//   node sbom-parts.mjs BILL VERSION-OF-THE-RUNTIME
import { readFileSync, writeFileSync } from 'node:fs';

const [file, runtime] = process.argv.slice(2);
const bill = JSON.parse(readFileSync(file, 'utf8'));
for (const name of ['Microsoft.NETCore.App.Runtime', 'Microsoft.AspNetCore.App.Runtime']) {
  add({ type: 'framework', name, version: runtime, purl: `pkg:nuget/${name}.linux-x64@${runtime}` }, 'MIT');
}

const { packages } = JSON.parse(readFileSync('mediabar/package-lock.json', 'utf8'));
const bundled = new Set();
for (const name of ['lit', '@lit/localize']) bundle(name);
for (const name of [...bundled].sort()) {
  const { version, integrity, license } = packages[`node_modules/${name}`];
  const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  add({ type: 'library', name, version, purl, hashes: [{ alg: 'SHA-512', content }] }, license);
}
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);

function add(part, license) {
  bill.components.push({ 'bom-ref': part.purl, ...part, licenses: [{ license: { id: license } }] });
}

function bundle(name) {
  if (bundled.has(name)) return;
  bundled.add(name);
  for (const needed of Object.keys(packages[`node_modules/${name}`].dependencies ?? {})) bundle(needed);
}
