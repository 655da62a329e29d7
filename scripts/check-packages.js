// @ts-check
/**
 * @file Packs the public packages as npm would publish them and checks what comes out:
 *
 *   - each tarball holds readme and licence, and no source map, bench, test or build info;
 *   - `npm publish --dry-run` has nothing to say, and versions agree (`scripts/release.js check`);
 *   - `publint` and `arethetypeswrong` find nothing;
 *   - core and player install in an empty folder without network and install scripts, and weigh less than a limit;
 *   - on a server both can be imported: nothing is printed, nothing is left running, no global appears;
 *   - TypeScript reads their types with all checks on.
 *
 *   npm run packages:check
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack, publicWorkspaces } from './pack.js';

const ROOT = join(import.meta.dirname, '..');
/** Most that core and player may weigh together once they are installed. */
const MOST_BYTES = 1_650_000;
/** Paths that belong to no tarball. */
const UNWANTED = /\.(map|tsbuildinfo)$|\.test\.|(^|\/)(test|tests|bench|benches|src)\//;
/** Entry points that TypeScript cannot name types for: a classic script, and files that pages serve. */
const UNTYPED = ['inline.js'];

/** @typedef {import('./pack.js').Packed} Packed */

const temporary = mkdtempSync(join(tmpdir(), 'dync-packages-'));
/** @type {string[]} */
const problems = [];
try {
  const packed = pack(temporary);
  checkRelease();
  for (const one of packed) await checkTarball(one);
  checkInstalled(packed.filter(({ name }) => name === 'dynamics-codec' || name.endsWith('/player')));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${packed.length} packages, ${problems.length} problems\n`);
} finally {
  rmSync(temporary, { recursive: true });
}
if (problems.length > 0) process.exitCode = 1;

function checkRelease() {
  const check = spawnSync(process.execPath, [join(ROOT, 'scripts/release.js'), 'check'], { encoding: 'utf8' });
  if (check.status !== 0) problems.push(`release: ${check.stdout}`);
  const args = ['publish', '--dry-run', '--offline', '--ignore-scripts', ...publicWorkspaces()];
  const { status, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  const said = stderr.split('\n').filter((line) => /^npm (warn|error)/i.test(line) && !line.includes('logged in'));
  if (status !== 0 || said.length > 0) problems.push(`npm publish ended with ${status} and said:\n${said.join('\n')}`);
}

/** @param {Packed} packed */
async function checkTarball({ name, filename, files }) {
  const paths = files.map(({ path }) => path);
  const texts = name.endsWith('/models') ? ['neural/LICENSE.txt', 'neural/THIRD-PARTY.txt', 'cards/prior-1.md'] : [];
  for (const path of ['README.md', 'LICENSE', ...texts])
    if (!paths.includes(path)) problems.push(`${name} lacks ${path}`);
  for (const path of paths) if (UNWANTED.test(path)) problems.push(`${name} holds ${path}`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  process.stdout.write(`${name.padEnd(24)} ${(bytes / 1000).toFixed(0).padStart(6)} kB in ${files.length} files\n`);

  const tarball = join(temporary, filename);
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  for (const message of messages)
    problems.push(`${name}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
  const script = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const args = [
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-color',
    '--exclude-entrypoints',
    ...UNTYPED,
  ];
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  if (status !== 0) problems.push(`${name}: arethetypeswrong:\n${stdout}`);
}

/** @param {Packed[]} packed */
function checkInstalled(packed) {
  const folder = join(temporary, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const tarballs = packed.map(({ filename }) => join(temporary, filename));
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(temporary, 'cache')];
  expectQuiet('npm install', 'npm', ['install', '--silent', ...flags, ...tarballs], folder);
  const installed = join(folder, 'node_modules');
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  process.stdout.write(`core and player installed ${(bytes / 1000).toFixed(0)} kB\n`);
  if (bytes > MOST_BYTES) problems.push(`Core and player weigh ${bytes} bytes, more than ${MOST_BYTES}`);
  for (const { name } of files) if (name.endsWith('.node')) problems.push(`Core and player bring ${name}`);

  const names = packed.map(({ name }) => name);
  writeFileSync(
    join(folder, 'server.js'),
    `const before = Object.getOwnPropertyNames(globalThis).length;
${names.map((name) => `await import('${name}');`).join('\n')}
if (Object.getOwnPropertyNames(globalThis).length !== before) console.log('A global appeared');
`,
  );
  expectQuiet('import on a server', process.execPath, ['server.js'], folder);
  const entries = names.flatMap((name) => typedEntries(join(installed, name)));
  writeFileSync(join(folder, 'page.ts'), entries.map((name, i) => `export * as e${i} from '${name}';\n`).join(''));
  for (const [moduleResolution, module] of [
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ]) {
    const lib = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'];
    const compilerOptions = { noEmit: true, strict: true, target: 'es2022', lib, types: [], module, moduleResolution };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['page.ts'] }));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    expectQuiet(`types by ${moduleResolution}`, process.execPath, [compiler], folder);
  }
}

/**
 * @param {string} folder of an installed package
 * @returns {string[]} specifiers of its entry points that have types
 */
function typedEntries(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((key) => exports[key].types !== undefined)
    .map((key) => name + key.slice(1));
}

/**
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function expectQuiet(what, command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000 });
  if (status !== 0 || stdout !== '' || stderr !== '')
    problems.push(`${what} ended with ${status} and said:\n${stdout}${stderr}`);
}
