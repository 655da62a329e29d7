// @ts-check
/**
 * @file Bundles the player for browsers, into `dist`:
 *
 *   player.js         ES module that defines <dynamics-player>; what `@dynamics-codec/player` is
 *   worker.js         its decoder, which it loads from beside itself
 *   parts/*.js        what only some pages need of both: every module that is imported when it is needed
 *   player.inline.js  all of it as one classic script, for pages that are a single file
 *   jsx.js            nothing: what stands behind the types of `@dynamics-codec/player/jsx`
 *
 *   node packages/player/scripts/build.js
 *   node packages/player/scripts/build.js --size   also prints their weight, and fails where player and worker exceed the budget or docs/player.md says otherwise
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { FROM_SOURCE } from '../../../workspace.js';
import { PARTS } from './parts.js';

const PACKAGE = join(import.meta.dirname, '..');
const PLAYER = join(PACKAGE, 'src');
const OUT = join(PACKAGE, 'dist');

const PRINTS_SIZE = process.argv.includes('--size');

/** Most that player and worker may weigh together, in bytes after gzip. */
const BUDGET = 41_000;

/** Bytes by which the table in the docs may be off: changes of the core move all figures a little. */
const TOLERANCE = 300;

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  bundle: true,
  format: 'esm',
  minify: true,
  target: ['es2022'],
  legalComments: 'none',
  charset: 'utf8',
  write: false,
  logLevel: 'warning',
};

/** A second minifier: player and worker weigh 5 % less than by esbuild alone. @type {import('terser').MinifyOptions} */
const TERSER = {
  ecma: 2020,
  compress: { ecma: 2020, passes: 3 },
  format: { ecma: 2020, comments: /webpackIgnore|vite-ignore|licence/ },
};

/**
 * A bundle. Comments that keep other bundlers from addresses which are known at run time are put back: minifying drops them.
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle({ plugins = [], ...options }) {
  const { outputFiles } = await build({ ...COMMON, ...options, plugins: [...plugins, FROM_SOURCE] });
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error('esbuild wrote nothing');
  const text = file.text.replace(/\bimport\((?=[\w$])/g, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ');
  const { code } = await minify(text, { ...TERSER, module: options.format !== 'iife' });
  if (code === undefined) throw new Error('terser wrote nothing');
  return code;
}

/** Leaves what is imported when it is needed to a file of its own. @type {import('esbuild').Plugin} */
const PARTS_APART = {
  name: 'parts-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/parts\// }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Puts the modules for pages of one file in the place of those that fetch others. @type {import('esbuild').Plugin} */
const INLINE = {
  name: 'inline',
  setup({ onResolve }) {
    onResolve({ filter: /\/decoder-location\.js$/ }, () => ({ path: join(PLAYER, 'decoder-inline.ts') }));
    onResolve({ filter: /\/decoder-parts\.js$/ }, () => ({ path: join(PLAYER, 'decoder-parts-inline.ts') }));
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
const decoder = [join(PLAYER, 'worker.ts')];
const apart = { banner, plugins: [PARTS_APART] };
const worker = await bundle({ ...apart, entryPoints: decoder });
const player = await bundle({ ...apart, entryPoints });
const parts = await Promise.all(
  PARTS.map(async (name) => {
    const text = await bundle({ ...apart, entryPoints: [join(PLAYER, 'parts', `${name}.ts`)] });
    return /** @type {const} */ ([`parts/${name}.js`, text]);
  }),
);
const whole = { plugins: [INLINE] };
const inline = await bundle({
  ...whole,
  entryPoints,
  format: 'iife',
  globalName: 'DynamicsPlayerModule',
  define: { DECODER_SOURCE: JSON.stringify(await bundle({ ...whole, entryPoints: decoder })) },
  banner,
});
await mkdir(join(OUT, 'parts'), { recursive: true });
/** @type {Map<string, number>} */
const weights = new Map();
for (const [name, text] of [['player.js', player], ['worker.js', worker], ...parts, ['player.inline.js', inline]])
  weights.set(name, await write(name, text));
await write('jsx.js', 'export {};\n');
if (PRINTS_SIZE) {
  const total = (weights.get('player.js') ?? 0) + (weights.get('worker.js') ?? 0);
  for (const [name, bytes] of [...weights, /** @type {const} */ (['player.js and worker.js', total])])
    process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(5)} kB gzipped\n`);
  const problems = await staleFigures(weights);
  if (total > BUDGET) problems.push(`Expected player.js and worker.js of at most ${BUDGET / 1000} kB`);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

/**
 * What the table of weights in docs/player.md says otherwise: `| \`player.js\` | 14.1 kB | ... |`.
 * @param {ReadonlyMap<string, number>} weights
 */
async function staleFigures(weights) {
  const docs = await readFile(join(PACKAGE, '../../docs/player.md'), 'utf8');
  return [...weights].flatMap(([name, bytes]) => {
    const told = Number(docs.split(`| \`${name}\` | `)[1]?.split(' kB')[0]);
    return Math.abs(told * 1000 - bytes) <= TOLERANCE
      ? []
      : [`Expected ${(bytes / 1000).toFixed(1)} kB for ${name} in docs/player.md but found ${told}`];
  });
}
