import { defineConfig } from 'vite';

/**
 * The library: one module with a name that stays, Lit and English in it, the other languages beside it.
 *
 * It is an application build with a script as its entry, because Vite's library mode leaves the spaces in.
 */
export default defineConfig({
  base: './',
  publicDir: false,
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
