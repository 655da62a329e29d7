// @ts-check
/**
 * @file Bundles the player for browsers, into `dist`:
 *
 *   player.js         ES module that defines <dynamics-player>; what `@dynamics-codec/player` is
 *   worker.js         its decoder, which it loads from beside itself
 *   player.inline.js  both as one classic script, for pages that are a single file
 *   jsx.js            nothing: what stands behind the types of `@dynamics-codec/player/jsx`
 *
 *   node packages/player/scripts/build.js
 *   node packages/player/scripts/build.js --size   also prints their weight, and fails where player and worker exceed the budget
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { FROM_SOURCE } from '../../../workspace.js';

const PACKAGE = join(import.meta.dirname, '..');
const PLAYER = join(PACKAGE, 'src');
const OUT = join(PACKAGE, 'dist');

const PRINTS_SIZE = process.argv.includes('--size');

/** Most that player and worker may weigh together, in bytes after gzip. */
const BUDGET = 57_000;

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  bundle: true,
  minify: true,
  target: ['es2022'],
  legalComments: 'none',
  charset: 'utf8',
  write: false,
  logLevel: 'warning',
  plugins: [FROM_SOURCE],
};

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
 * @returns {Promise<number>} bytes after gzip, where those are to be printed
 */
async function write(name, text) {
  const file = join(OUT, name);
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
  return PRINTS_SIZE ? gzipSync(text, { level: 9 }).length : 0;
}

const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
const banner = { js: `/* @dynamics-codec/player ${version}, MIT licence */` };
const entryPoints = [join(PLAYER, 'index.ts')];
const worker = await bundle({ entryPoints: [join(PLAYER, 'worker.ts')], format: 'esm', banner });
const player = await bundle({ entryPoints, format: 'esm', banner });
const inline = await bundle({
  entryPoints,
  format: 'iife',
  globalName: 'DynamicsPlayerModule',
  plugins: [INLINE_DECODER, FROM_SOURCE],
  define: { DECODER_SOURCE: JSON.stringify(worker) },
  banner,
});
await mkdir(OUT, { recursive: true });
const weights = { 'player.js': await write('player.js', player), 'worker.js': await write('worker.js', worker) };
const whole = await write('player.inline.js', inline);
await write('jsx.js', 'export {};\n');
if (PRINTS_SIZE) {
  const total = weights['player.js'] + weights['worker.js'];
  for (const [name, bytes] of Object.entries({
    ...weights,
    'player.js and worker.js': total,
    'player.inline.js': whole,
  })) {
    process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(5)} kB gzipped\n`);
  }
  if (total > BUDGET) {
    process.stdout.write(`Expected at most ${BUDGET / 1000} kB\n`);
    process.exitCode = 1;
  }
}
