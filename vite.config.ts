import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/**
 * The renderer. The page's Content-Security-Policy forbids inline scripts and styles and data: URLs for code,
 * so nothing is inlined; the server puts a `<base href>` into the page, so every address in it is relative.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: false, __VUE_I18N_LEGACY_API__: false },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    minify: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What we did not write changes seldom: a browser that comes back after an upgrade has it already. re2js comes when a pattern is typed.
        codeSplitting: { groups: [{ name: 'libraries', test: /node_modules\/(?!re2js\/)/ }] },
      },
    },
  },
});
