// @ts-check
/**
 * @file Bundles the player for browsers, into `dist/browser`:
 *
 *   player.js         ES module that defines <dynamics-player>; what `dynamics-codec/player` is
 *   worker.js         its decoder, which it loads from beside itself
 *   player.inline.js  both as one classic script, for pages that are a single file
 *
 *   node scripts/build-player.js          (npm run player:build)
 *   node scripts/build-player.js --size   also prints their weight, and fails where player and worker exceed the budget
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const PLAYER = join(ROOT, 'src/player');
const OUT = join(ROOT, 'dist/browser');

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
 * @param {string} text
 * @returns {Promise<number>} bytes after gzip
 */
async function write(name, text) {
  const file = join(OUT, name);
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
  return gzipSync(text, { level: 9 }).length;
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
await mkdir(OUT, { recursive: true });
const weights = { 'player.js': await write('player.js', player), 'worker.js': await write('worker.js', worker) };
const whole = await write('player.inline.js', inline);
if (process.argv.includes('--size')) {
  const total = weights['player.js'] + weights['worker.js'];
  for (const [name, bytes] of Object.entries({ ...weights, 'player.js and worker.js': total, 'player.inline.js': whole })) {
    process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(5)} kB gzipped\n`);
  }
  if (total > BUDGET) {
    process.stdout.write(`Expected at most ${BUDGET / 1000} kB\n`);
    process.exitCode = 1;
  }
}
