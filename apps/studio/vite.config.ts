import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { viteAliases } from '../../workspace.js';
import { inlinePlayer } from './server/inline-player.js';
import { licences } from './server/licences.js';
import { neuralPart } from './server/neural-part.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** Everything the studio loads is its own; WebAssembly is the one thing that has to be allowed by name. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // mediabunny joins the colours and the alpha of a WebM in a worker that it writes itself.
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Writes the policy into the built page; the development server needs inline styles and a socket, so not there. */
function contentPolicy(): Plugin {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** The player's worker and its parts from their source instead of from beside the built player. */
function playerFromSource(): Plugin {
  const location = resolve(import.meta.dirname, 'src/view/player-decoder.ts');
  const parts = resolve(ROOT, 'packages/player/src/decoder-parts-inline.ts');
  return {
    name: 'player-from-source',
    enforce: 'pre',
    resolveId: (id) =>
      id.endsWith('/decoder-location.js') ? location : id.endsWith('/decoder-parts.js') ? parts : undefined,
  };
}

export default defineConfig({
  root: resolve(import.meta.dirname, 'src'),
  resolve: { alias: viteAliases() },
  base: './',
  plugins: [
    contentPolicy(),
    playerFromSource(),
    neuralPart(resolve(ROOT, 'packages/models/neural')),
    licences(import.meta.dirname, resolve(ROOT, 'node_modules')),
    inlinePlayer(resolve(ROOT, 'packages/player/dist/player.inline.js')),
  ],
  worker: { format: 'es', plugins: () => [playerFromSource()] },
  assetsInclude: ['**/*.dync'],
  optimizeDeps: { exclude: ['@jsquash/avif'] },
  server: { host: 'localhost', fs: { allow: [ROOT] } },
  build: {
    outDir: resolve(ROOT, 'artifacts/studio'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
