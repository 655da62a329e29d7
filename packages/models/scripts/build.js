// @ts-check
/**
 * @file Puts together what pages may need besides the player. What runs the networks, into `neural`, a folder for any static host:
 *
 *   host.js              what a player imports: it starts the worker
 *   neural.js            the worker that runs them
 *   onnx.js, onnx.wasm   ONNX Runtime's build for WebAssembly, as it is
 *   *.onnx               the networks
 *   *.txt                licences of the runtime and of what it is built from
 *
 * What decodes AV1 in browsers that hand out no planes of stills, into `dist/av1`:
 *
 *   av1.js, av1.wasm     dav1d as ogv.js packs it
 *   *.txt                licences
 *
 *   node packages/models/scripts/build.js
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { FROM_SOURCE } from '../../../workspace.js';

const PACKAGE = join(import.meta.dirname, '..');
const OUT = join(PACKAGE, 'neural');
const RUNTIME = join(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'), '..');

const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: {
    neural: join(PACKAGE, '../browser/src/neural/neural-worker.ts'),
    host: join(PACKAGE, '../browser/src/neural/neural-host.ts'),
  },
  outdir: OUT,
  bundle: true,
  minify: true,
  target: ['es2022'],
  format: 'esm',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [FROM_SOURCE],
  banner: { js: `/* @dynamics-codec/models ${version}, MIT licence */` },
});
const script = await readFile(join(RUNTIME, 'ort.wasm.bundle.min.mjs'), 'utf8');
await writeFile(join(OUT, 'onnx.js'), script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
await copyFile(join(RUNTIME, 'ort-wasm-simd-threaded.wasm'), join(OUT, 'onnx.wasm'));
await copyFile(join(PACKAGE, 'licences/onnxruntime.txt'), join(OUT, 'LICENSE.txt'));
await copyFile(join(PACKAGE, 'licences/onnxruntime-third-party.txt'), join(OUT, 'THIRD-PARTY.txt'));
for (const name of await readdir(join(PACKAGE, 'networks')))
  await copyFile(join(PACKAGE, 'networks', name), join(OUT, name));

const AV1 = join(PACKAGE, 'dist/av1');
const ogv = dirname(createRequire(import.meta.url).resolve('ogv/package.json'));
await build({
  entryPoints: [join(PACKAGE, 'src/av1.ts')],
  outdir: AV1,
  bundle: true,
  minify: true,
  target: ['es2022'],
  format: 'esm',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  // Asked for in Node alone.
  external: ['fs', 'path'],
  banner: { js: `/* @dynamics-codec/models ${version}, MIT licence */` },
});
await copyFile(join(ogv, 'dist/ogv-decoder-video-av1-wasm.wasm'), join(AV1, 'av1.wasm'));
await copyFile(join(ogv, 'COPYING'), join(AV1, 'LICENSE-ogv.txt'));
await copyFile(join(ogv, 'dist/COPYING-dav1d.txt'), join(AV1, 'LICENSE-dav1d.txt'));
