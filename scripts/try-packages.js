// @ts-check
/**
 * @file Does what the README says, as somebody does who has never seen this: packs the public packages, installs them in an empty
 * project, runs its commands and its code for Node on a second of the bundled clip, and lets `dync doctor` look.
 *
 *   node scripts/try-packages.js            after npm run build
 *   node scripts/try-packages.js --linked   takes packages of others from this checkout: nothing is fetched
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.js';

const ROOT = join(import.meta.dirname, '..');
const SMALL = ['--size', '64x64', '--frames', '12', '--preset', 'fast'];

const folder = mkdtempSync(join(tmpdir(), 'dync-try-'));
try {
  const tarballs = join(folder, 'tarballs');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const packed = pack(tarballs).map(({ filename }) => join(tarballs, filename));
  if (process.argv.includes('--linked')) link(project, packed);
  else install(project, packed);

  copyFileSync(join(ROOT, 'samples/lakeside.mp4'), join(project, 'tree.mp4'));
  const dync = (/** @type {string[]} */ ...args) =>
    run(project, process.execPath, 'node_modules/@dynamics-codec/node/bin/dync.js', ...args);
  const { ok, findings } = JSON.parse(dync('doctor', '--json'));
  for (const { health, name, text } of findings) process.stdout.write(`${health.padEnd(8)}${name}: ${text}\n`);
  if (!ok) throw new Error('dync doctor found something that does not work');
  dync('encode', 'tree.mp4', '-o', 'tree.dync', '--bitrate', '8k', ...SMALL);
  dync('info', 'tree.dync', '--json');
  for (const name of ['again.mp4', 'again.webp']) dync('decode', 'tree.dync', '-o', name);
  dync('batch', 'tree.mp4', '-o', 'streams', ...SMALL, '--generator', 'classical');
  dync('serve', '--help');

  const [, code] = /```js\n(import \{ encode[^`]+)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  if (code === undefined) throw new Error('README.md has no code for Node');
  dync('decode', 'tree.dync', '-o', 'short.mp4');
  writeFileSync(join(project, 'readme.js'), `${code.replace('tree.mp4', 'short.mp4')}\nconsole.log(picture.width);`);
  const width = run(project, process.execPath, 'readme.js').trim();
  if (width !== '64') throw new Error(`Expected a picture of 64 pixels by the code of README.md but received ${width}`);
  process.stdout.write(`works: a stream of ${statSync(join(project, 'tree.dync')).size} bytes, and back\n`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * @param {string} project
 * @param {string[]} tarballs
 */
function install(project, tarballs) {
  const flags = ['--silent', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  run(project, 'npm', 'install', ...flags, 'onnxruntime-node', ...tarballs);
}

/**
 * @param {string} project
 * @param {string[]} tarballs
 */
function link(project, tarballs) {
  const modules = join(project, 'node_modules');
  for (const tarball of tarballs) {
    const manifest = JSON.parse(run(project, 'tar', '-xzOf', tarball, 'package/package.json'));
    mkdirSync(join(modules, manifest.name), { recursive: true });
    run(project, 'tar', '-xzf', tarball, '-C', join(modules, manifest.name), '--strip-components=1');
  }
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!name.startsWith('.') && !existsSync(join(modules, name)))
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
}

/**
 * @param {string} cwd
 * @param {string} command
 * @param {string[]} args
 * @returns {string} what it printed
 */
function run(cwd, command, ...args) {
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, shell, encoding: 'utf8', timeout: 600_000 });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.slice(0, 4).join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
