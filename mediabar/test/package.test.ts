import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaBarElement } from '../src/element.ts';
import type { MediaBar } from '../src/view/media-bar-element.ts';
import { openPage } from './support/chromium.ts';
import { snapshotWith } from './support/samples.ts';
import { logsIn, ScriptedHis } from './support/scripted-his.ts';

const run = promisify(execFile);
const here = join(import.meta.dirname, '..');
const tool = (name: string) => join(here, 'node_modules', '.bin', name);

/** What a host has of its own; the package itself needs none of it. */
const frameworks = ['react', 'react-dom', '@types/react', '@types/react-dom', 'vue'];

/** The standard output of a command, which is where a compiler that fails says why. */
const outputOf = (command: Promise<{ stdout: string }>) =>
  command.catch(({ stdout }: { stdout: string }) => ({ stdout })).then(({ stdout }) => stdout);

describe('The package', () => {
  let folder = '';
  const inside = (...path: string[]) => join(folder, ...path);
  const installed = (...path: string[]) => inside('host', 'node_modules', 'media-bar', ...path);

  /** Builds the package, packs it, and installs the archive into an empty project. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'media-bar-'));
    const packed = inside('package');
    for (const name of ['package.json', 'README.md', 'LICENSE', 'custom-elements.json']) {
      await cp(join(here, name), join(packed, name));
    }
    const env = { ...process.env, NODE_ENV: 'production' };
    const options = ['build', '--logLevel', 'error', '--emptyOutDir', '--outDir', join(packed, 'dist')];
    await run(tool('vite'), options, { cwd: here, env });
    await run(tool('tsc'), ['-p', join(here, 'tsconfig.types.json'), '--outDir', join(packed, 'dist', 'types')]);

    await cp(join(here, 'test', 'hosts'), inside('host', 'src'), { recursive: true });
    await writeFile(inside('host', 'package.json'), '{ "type": "module" }');
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: packed });
    const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!;
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', ['install', ...quiet, inside(archive)], { cwd: inside('host') });
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('contains the element with its types, manifest and licenses, and has no dependencies', async () => {
    const { dependencies, peerDependencies, customElements } = JSON.parse(
      await readFile(installed('package.json'), 'utf8'),
    ) as { dependencies?: object; peerDependencies?: object; customElements: string };
    const manifest = JSON.parse(await readFile(installed(customElements), 'utf8')) as { modules: { path: string }[] };

    expect((await readdir(inside('host', 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'media-bar',
    ]);
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    expect((await readdir(installed())).sort()).toEqual(
      ['LICENSE', 'README.md', 'custom-elements.json', 'dist', 'package.json'].sort(),
    );
    expect((await readdir(installed('dist'))).filter((name) => !/^(media-bar.*\.js|types)$/.test(name))).toEqual([
      'media-bar-licenses.txt',
    ]);
    expect(await readFile(installed('LICENSE'), 'utf8')).toBe(await readFile(join(here, '..', 'LICENSE'), 'utf8'));
    expect(await readFile(installed('dist', 'media-bar.js'), 'utf8')).not.toMatch(/(?:from|import)\s*["']lit/);
    expect(await readFile(installed('dist', 'media-bar-licenses.txt'), 'utf8')).toMatch(/lit-html[^]*BSD 3-Clause/i);
    for (const { path } of manifest.modules) expect(await readFile(installed(path), 'utf8')).toContain('media-bar');
  });

  it('is imported without a page', async () => {
    const script = `
      const { MediaBar, AgentDesktop, destinationIn, reduce, emptyState } = await import('media-bar');
      const pages = ['window', 'document', 'HTMLElement', 'customElements'].filter((name) => name in globalThis);
      const state = reduce(emptyState, { kind: 'link', link: 'Connecting' });
      console.log(JSON.stringify([pages, typeof MediaBar, typeof AgentDesktop, destinationIn('+49 (0)30'), state.link]));`;
    const options = ['--input-type=module', '--eval', script];
    const { stdout, stderr } = await run(process.execPath, options, { cwd: inside('host') });

    expect(JSON.parse(stdout)).toEqual([[], 'function', 'function', '+4930', 'Connecting']);
    expect(stderr).toBe('');
  });

  it('declares every public member of the element', () => {
    type Own = Exclude<keyof MediaBar, keyof import('lit').LitElement>;
    const undeclared: Exclude<Own, keyof MediaBarElement>[] = []; // of type never[] if all are declared
    const check: never[] = undeclared;
    expect(check).toEqual([]);
  });

  describe('in a host with frameworks', () => {
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
    };
    const resolutions = {
      bundler: { module: 'esnext', moduleResolution: 'bundler' },
      nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
    };
    const project = async (host: string, options: object): Promise<string> => {
      const path = inside('host', `tsconfig.${host}.json`);
      await writeFile(path, JSON.stringify({ compilerOptions: { ...strict, ...options }, include: [`src/${host}`] }));
      return path;
    };

    beforeAll(async () => {
      for (const name of frameworks) {
        await mkdir(dirname(inside('host', 'node_modules', name)), { recursive: true });
        await symlink(join(here, 'node_modules', name), inside('host', 'node_modules', name));
      }
    });

    it.each([
      ['plain', 'bundler', {}],
      ['plain', 'nodenext', {}],
      ['react', 'bundler', { jsx: 'react-jsx' }],
      ['react', 'nodenext', { jsx: 'react-jsx' }],
      ['jsx', 'bundler', { jsx: 'react', jsxFactory: 'h' }],
    ] as const)('compiles in strict TypeScript (%s, resolved as %s)', async (host, resolution, options) => {
      const path = await project(host, { ...resolutions[resolution], ...options });
      expect(await outputOf(run(tool('tsc'), ['-p', path]))).toBe('');
    });

    it('compiles in strict TypeScript (vue)', async () => {
      const path = await project('vue', { ...resolutions.bundler, skipLibCheck: true }); // three times as fast
      // vue-tsc needs the compiler as a library, which is version 6.
      const script = `require('vue-tsc').run(require.resolve('@typescript/old/lib/tsc'))`;
      const vueTsc = run(process.execPath, ['--eval', script, '--', 'vue-tsc', '-p', path], { cwd: here });
      expect(await outputOf(vueTsc)).toBe('');
    });

    it.each(['plain', 'react', 'vue'])('runs in a browser, bundled by Vite (%s)', async (host) => {
      const site = inside(`site-${host}`);
      await build({
        root: inside('host', 'src', host),
        configFile: false,
        logLevel: 'error',
        plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'media-bar' } } })],
        build: { outDir: site },
      });
      const his = await ScriptedHis.start();
      his.plays(logsIn(snapshotWith()));
      const result = await openPage(site, `?bus=${encodeURIComponent(his.url)}`);
      await his.stop();

      expect(result).toEqual({ agentId: 'alice', label: 'Abmelden', key: 'F9', isOfClass: true });
      expect(his.methods[0]).toBe('session.request.login');
    });
  });
});
