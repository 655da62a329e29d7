// @ts-check
/**
 * @file Puts together what a page needs to run the networks, into `neural`, a folder for any static host:
 *
 *   host.js              what a player imports: it starts the worker
 *   neural.js            the worker that runs them
 *   onnx.js, onnx.wasm   ONNX Runtime's build for WebAssembly, as it is
 *   *.onnx               the networks
 *   *.txt                licences of the runtime and of what it is built from
 *
 *   node packages/models/scripts/build.js
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
