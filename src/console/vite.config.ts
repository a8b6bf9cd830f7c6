import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { directImports } from './scripts/direct-imports';
import { yamlImport } from './scripts/yaml-import';

export default defineConfig({
  plugins: [directImports(), yamlImport(), react()],
  build: {
    target: 'es2022',
    // The Content-Security-Policy takes no inline script; what Vite would put in as a data: URI stays a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    manifest: 'manifest.json',
  },
  server: {
    proxy: { '/api': process.env.CONSOLE_API ?? 'http://127.0.0.1:8081' },
  },
});
