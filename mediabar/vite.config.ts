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
      ? code.replace(/css`[^`]*`/g, (sheet) => sheet.replace(/\s+/g, ' ').replace(/ ?([{};,]) ?|(:) /g, '$1$2'))
      : null,
  generateBundle: (_, bundle) =>
    Object.values(bundle).forEach((file) => file.type === 'chunk' && (file.code = file.code.replace(/\n +/g, ' '))),
};

/**
 * The library: one module with a name that stays, Lit and English in it, the other languages beside it.
 *
 * It is an application build with a script as its entry, because Vite's library mode leaves the spaces in.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [withoutSpaces],
  resolve: { alias: { '#sentences': fileURLToPath(new URL('../src/His/Bus/Sentences', import.meta.url)) } },
  build: {
    target: 'es2023',
    modulePreload: false,
    rolldownOptions: {
      input: { 'media-bar': 'src/media-bar.ts' },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'media-bar-[name].js' },
    },
  },
});
