import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/**
 * Minifies templates, which minifiers leave alone. In a style sheet no space is needed around `{};,` and after a colon.
 * In HTML a line break with its indentation is one space, and none before `>`; outside templates no line breaks are
 * left.
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

/** Lit takes the globals of a page from `dom.ts`, which has stand-ins for them if there is no page. */
const withoutPage: Plugin = {
  name: 'without-page',
  transform: (code, id) =>
    /\/(lit-html|reactive-element)\.js$/.test(id)
      ? `import { document, HTMLElement } from ${JSON.stringify(here('src/dom.ts'))}; ${code}`
      : null,
};

/** Every message has an explicit id, so Localize's generation of ids from texts is left out. */
const withoutMessageHashes: Plugin = {
  name: 'without-message-hashes',
  transform: (_, id) =>
    id.endsWith('/@lit/localize/internal/id-generation.js') ? 'export const generateMsgId = () => "";' : null,
};

/** The bundle contains the packages that it needs, so their licenses come with it. */
const licenses: Plugin = {
  name: 'licenses',
  generateBundle() {
    const bundled = ['lit', 'lit-element', 'lit-html', '@lit/reactive-element', '@lit/localize'];
    const source = bundled
      .map((name) => `${name}\n\n${readFileSync(here(`node_modules/${name}/LICENSE`), 'utf8')}`)
      .join('\n');
    this.emitFile({ type: 'asset', fileName: 'media-bar-licenses.txt', source });
  },
};

/**
 * The library: one module with a stable name, with Lit and English in it, and lazily loaded modules beside it.
 *
 * It is built as an application with a script as its entry, because Vite's library mode keeps the spaces.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [withoutSpaces, withoutPage, withoutMessageHashes, licenses],
  resolve: { alias: { '#failure-messages': here('../src/His/Bus/FailureMessages') } },
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
