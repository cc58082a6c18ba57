import { defineConfig } from 'vite';
import library from './vite.config.ts';

const server = process.env['HIS'] ?? 'http://localhost:5080';

/**
 * The pages: the CRM and the full-page bar. They load the built `media-bar.js` as any other page does, so that there is
 * one copy of Lit, and one Trusted Types policy of its name, in a page.
 */
export default defineConfig(({ command }) => ({
  base: './',
  publicDir: false,
  resolve: { alias: { ...library.resolve?.alias, ...(command === 'serve' && { '#media-bar': '/src/media-bar.ts' }) } },
  build: {
    target: 'es2023',
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', embed: 'embed.html' },
      external: ['#media-bar'],
      output: {
        entryFileNames: 'pages/[name].js',
        chunkFileNames: 'pages/[name].js',
        assetFileNames: 'pages/[name][extname]',
        paths: { '#media-bar': '../media-bar.js' },
      },
    },
  },
  server: {
    fs: { allow: ['..'] },
    // Sources are served one by one, so the bus beside the module is below /src.
    proxy: { '^(/src)?/bus$': { target: server, ws: true, rewrite: () => '/bus' }, '/simulator': server },
  },
}));
