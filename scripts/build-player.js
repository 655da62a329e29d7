// @ts-check
/**
 * @file Bundles the player for browsers, into `dist/browser`:
 *
 *   player.js         ES module that defines <dynamics-player>; what `dynamics-codec/player` is
 *   worker.js         its decoder, which it loads from beside itself
 *   player.inline.js  both as one classic script, for pages that are a single file
 *   neural/           the neural part, which the worker asks for only when a stream wants it: neural.js, its worker;
 *                     onnx.js and onnx.wasm, ONNX Runtime's build for WebAssembly as it is; and the models
 *
 *   node scripts/build-player.js          (npm run player:build)
 *   node scripts/build-player.js --size   also prints their weight, and fails where player and worker exceed the budget
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const PLAYER = join(ROOT, 'src/player');
const OUT = join(ROOT, 'dist/browser');
const MODELS = join(ROOT, 'models');

const PRINTS_SIZE = process.argv.includes('--size');

/** Most that player and worker may weigh together, in bytes after gzip. */
const BUDGET = 60_000;

/** @type {import('esbuild').BuildOptions} */
const COMMON = { bundle: true, minify: true, target: ['es2022'], legalComments: 'none', charset: 'utf8', write: false, logLevel: 'warning' };

/** @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  const { outputFiles } = await build({ ...COMMON, ...options });
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return file.text;
}

/** @type {import('esbuild').Plugin} */
const INLINE_DECODER = {
  name: 'inline-decoder',
  setup({ onResolve }) {
    onResolve({ filter: /\/decoder-location\.js$/ }, () => ({ path: join(PLAYER, 'decoder-inline.ts') }));
  },
};

/**
 * @param {string} name
 * @param {string | Buffer} text
 * @returns {Promise<number>} bytes after gzip, where those are to be printed
 */
async function write(name, text) {
  const file = join(OUT, name);
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
  return PRINTS_SIZE ? gzipSync(text, { level: 9 }).length : 0;
}

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const banner = { js: `/* dynamics-codec ${version}, MIT licence */` };
const entryPoints = [join(PLAYER, 'index.ts')];
const worker = await bundle({ entryPoints: [join(PLAYER, 'worker.ts')], format: 'esm', banner });
const player = await bundle({ entryPoints, format: 'esm', banner });
const inline = await bundle({
  entryPoints,
  format: 'iife',
  globalName: 'DynamicsPlayerModule',
  plugins: [INLINE_DECODER],
  define: { DECODER_SOURCE: JSON.stringify(worker) },
  banner,
});
const neural = await bundle({ entryPoints: [join(PLAYER, 'neural-worker.ts')], format: 'esm', banner });
const runtime = join(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'), '..');
await mkdir(join(OUT, 'neural'), { recursive: true });
const weights = { 'player.js': await write('player.js', player), 'worker.js': await write('worker.js', worker) };
const neuralWeights = {
  'neural/neural.js': await write('neural/neural.js', neural),
  'neural/onnx.js': await write('neural/onnx.js', (await readFile(join(runtime, 'ort.wasm.bundle.min.mjs'), 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')),
  'neural/onnx.wasm': await write('neural/onnx.wasm', await readFile(join(runtime, 'ort-wasm-simd-threaded.wasm'))),
};
await write('neural/LICENSE.txt', await readFile(join(ROOT, 'scripts/onnxruntime-licence.txt')));
for (const name of await readdir(MODELS)) {
  if (name.endsWith('.onnx')) Object.assign(neuralWeights, { [`neural/${name}`]: await write(`neural/${name}`, await readFile(join(MODELS, name))) });
}
const whole = await write('player.inline.js', inline);
if (PRINTS_SIZE) {
  const total = weights['player.js'] + weights['worker.js'];
  for (const [name, bytes] of Object.entries({ ...weights, 'player.js and worker.js': total, 'player.inline.js': whole, ...neuralWeights })) {
    process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(5)} kB gzipped\n`);
  }
  if (total > BUDGET) {
    process.stdout.write(`Expected at most ${BUDGET / 1000} kB\n`);
    process.exitCode = 1;
  }
}
