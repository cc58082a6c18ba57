import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/**
 * Takes the spaces out of the templates, which nobody else minifies. In a style sheet none is needed beside `{};,` and after
 * a colon. In HTML a line break with the spaces after it is one space; there is none outside the templates any more.
 */
const withoutSpaces: Plugin = {
  name: 'without-spaces',
  transform: (code, id) =>
    id.includes('/view/styles/')
      ? code.replace(/css`[^`]*`/g, (sheet) =>
          sheet
            .replace(/\s+/g, ' ')
            .replace(/ ?([{};,]) ?|(:) /g, '$1$2')
            .replaceAll(';}', '}'),
        )
      : null,
  generateBundle: (_, bundle) =>
    Object.values(bundle).forEach(
      (file) => file.type === 'chunk' && (file.code = file.code.replace(/\n +(?=\/?>)/g, '').replace(/\n +/g, ' ')),
    ),
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Lit takes what it wants of a page from `dom.ts`, which has something in its place where there is no page. */
const withoutPage: Plugin = {
  name: 'without-page',
  transform: (code, id) =>
    /\/(lit-html|reactive-element)\.js$/.test(id)
      ? `import { document, HTMLElement } from ${JSON.stringify(here('src/dom.ts'))}; ${code}`
      : null,
};

/** Every message has an explicit id, so that Localize's generation of ids from texts is left out. */
const withoutMessageHashes: Plugin = {
  name: 'without-message-hashes',
  transform: (_, id) =>
    id.endsWith('/@lit/localize/internal/id-generation.js') ? 'export const generateMsgId = () => "";' : null,
};

/** What is bundled is not installed beside it, so its licences come with the bundle. */
const licences: Plugin = {
  name: 'licences',
  generateBundle() {
    const bundled = ['lit', 'lit-element', 'lit-html', '@lit/reactive-element', '@lit/localize'];
    const source = bundled
      .map((name) => `${name}\n\n${readFileSync(here(`node_modules/${name}/LICENSE`), 'utf8')}`)
      .join('\n');
    this.emitFile({ type: 'asset', fileName: 'media-bar-licences.txt', source });
  },
};

/**
 * The library: one module with a name that stays, Lit and English in it, the other languages beside it.
 *
 * It is an application build with a script as its entry, because Vite's library mode leaves the spaces in.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [withoutSpaces, withoutPage, withoutMessageHashes, licences],
  resolve: { alias: { '#sentences': here('../src/His/Bus/Sentences') } },
  build: {
    target: 'es2023',
    modulePreload: false,
    rolldownOptions: {
      input: { 'media-bar': 'src/media-bar.ts', 'media-bar-notifier': 'src/ringing/notifier.ts' },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'media-bar-[name].js' },
    },
  },
});
