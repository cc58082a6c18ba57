import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaBarElement } from '../src/element.ts';
import type { MediaBar } from '../src/view/media-bar-element.ts';

const run = promisify(execFile);
const here = join(import.meta.dirname, '..');
const bin = (name: string) => join(here, 'node_modules', '.bin', name);

/** What a host would write, in the strictest TypeScript. Each `@ts-expect-error` is an error, or does not compile itself. */
const host = `
import { destinationIn, AgentDesktop, MediaBar, type MediaBarElement, type MediaBarStateDetail } from 'media-bar';

const bar = document.querySelector('media-bar')!;
bar.addEventListener('media-bar-state', ({ detail }) => {
  const { agentId, channels }: MediaBarStateDetail = detail;
  console.log(agentId?.length, channels[0]?.agentState === 'Ready');
  // @ts-expect-error There is no such member.
  detail.nobody;
});
const pop = ({ detail: { change, interaction } }: HTMLElementEventMap['media-bar-interaction']) =>
  change === 'created' && console.log(interaction.party?.trim());
bar.addEventListener('media-bar-interaction', pop, { once: true });
bar.removeEventListener('media-bar-interaction', pop);
document.addEventListener('media-bar-interaction', pop);
window.addEventListener('media-bar-state', (event) => console.log(event.detail.loggedIn));
bar.addEventListener('click', (event) => console.log(event.clientX));
// @ts-expect-error The events are not mixed up.
bar.addEventListener('media-bar-state', pop);

export async function call(link: HTMLAnchorElement): Promise<string> {
  const outcome = await bar.dial(link.href);
  // @ts-expect-error What came of it is to be looked at first.
  outcome.result;
  return outcome.ok ? outcome.result.interactionId : outcome.failure.message;
}

export const made: MediaBarElement = document.createElement('media-bar');
made.locale = 'de';
// @ts-expect-error There is no such theme.
made.theme = 'pink';
if (made instanceof MediaBar) console.log(made.state.session?.session.agent.id);
export const desktop = new AgentDesktop({ url: 'wss://his.example/bus', storage: sessionStorage, locks: navigator.locks });
export const done: Promise<boolean> = desktop.logout().then(({ ok }) => ok);
export const number: string | undefined = destinationIn('+49 (0)30 1234');
`;

describe('The package', () => {
  let folder = '';
  const inside = (...path: string[]) => join(folder, ...path);
  const installed = (...path: string[]) => inside('node_modules', 'media-bar', ...path);

  /** Nothing is installed beside it, as with every host that has no Lit of its own. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'media-bar-'));
    const env = { ...process.env, NODE_ENV: 'production' };
    await run(bin('vite'), ['build', '--logLevel', 'error', '--outDir', installed('dist'), '--emptyOutDir'], {
      cwd: here,
      env,
    });
    await run(bin('tsc'), ['-p', join(here, 'tsconfig.types.json'), '--outDir', installed('dist', 'types')]);
    await cp(join(here, 'package.json'), installed('package.json'));
    await writeFile(inside('package.json'), '{ "type": "module" }');
    await mkdir(inside('src'));
    await writeFile(inside('src', 'host.ts'), host);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('is imported without a page', async () => {
    const script = `
      const { MediaBar, AgentDesktop, destinationIn, reduce, emptyState } = await import('media-bar');
      const pages = ['window', 'document', 'HTMLElement', 'customElements'].filter((name) => name in globalThis);
      const state = reduce(emptyState, { kind: 'link', link: 'Connecting' });
      console.log(JSON.stringify([pages, typeof MediaBar, typeof AgentDesktop, destinationIn('+49 (0)30'), state.link]));`;
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });

    expect(JSON.parse(stdout)).toEqual([[], 'function', 'function', '+4930', 'Connecting']);
    expect(stderr).toBe('');
  });

  it.each(['bundler', 'nodenext'])(
    'tells a host in strict TypeScript what it gets, resolved as %s',
    async (resolution) => {
      const options = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'es2022',
        module: resolution === 'bundler' ? 'esnext' : 'nodenext',
        moduleResolution: resolution,
        lib: ['es2022', 'dom', 'dom.iterable'],
        types: [],
      };
      await writeFile(inside('tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['src'] }));
      const said = await run(bin('tsc'), ['-p', folder]).catch(({ stdout }: { stdout: string }) => ({ stdout }));

      expect(said.stdout).toBe('');
    },
  );

  it('has no dependencies and contains the licenses of what is bundled', async () => {
    const { dependencies, peerDependencies } = JSON.parse(await readFile(installed('package.json'), 'utf8')) as {
      dependencies?: object;
      peerDependencies?: object;
    };
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    expect(await readFile(installed('dist', 'media-bar.js'), 'utf8')).not.toMatch(/(?:from|import)\s*["']lit/);
    expect(await readFile(installed('dist', 'media-bar-licenses.txt'), 'utf8')).toMatch(/lit-html[^]*BSD 3-Clause/i);
  });

  it('declares every public member of the element', () => {
    type Own = Exclude<keyof MediaBar, keyof import('lit').LitElement>;
    const undeclared: Exclude<Own, keyof MediaBarElement>[] = []; // of a type that has no value, if all is well
    const check: never[] = undeclared;
    expect(check).toEqual([]);
  });
});
