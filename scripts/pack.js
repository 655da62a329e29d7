// @ts-check
/**
 * @file Packs the public packages as npm would publish them. They must have been built.
 *
 *   node scripts/pack.js FOLDER
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} version
 * @property {string} filename
 * @property {{ path: string, size: number }[]} files
 */

/** @returns {string[]} flags that name all packages which are not private to npm */
export function publicWorkspaces() {
  return readdirSync(join(ROOT, 'packages'))
    .map((folder) => JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8')))
    .filter((manifest) => manifest.private !== true)
    .flatMap(({ name }) => ['-w', name]);
}

/**
 * @param {string} folder that tarballs go to
 * @returns {Packed[]}
 */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(folder), ...publicWorkspaces()];
  const shell = process.platform === 'win32';
  const report = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', shell }));
  return Array.isArray(report) ? report : Object.values(report);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Expected a folder');
  for (const { filename } of pack(folder)) process.stdout.write(`${join(folder, filename)}\n`);
}
