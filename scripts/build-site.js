// @ts-check
/**
 * @file Builds the static site of the project into artifacts/site, for any web server: a page of each Markdown file, the
 * reference out of doc comments, the gallery and the studio. Nothing of it asks another site for anything.
 *
 *   node scripts/build-site.js                           all of it; gallery and studio need `npm run build`
 *   node scripts/build-site.js --only pages,reference    parts of it
 *   node scripts/build-site.js --output FOLDER
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writePages } from './site/pages.js';
import { writeReference } from './site/reference.js';

const ROOT = join(import.meta.dirname, '..');

/** What the site consists of. @type {Readonly<Record<string, (folder: string) => void | Promise<void>>>} */
const PARTS = {
  pages: (folder) => writePages(ROOT, folder),
  reference: (folder) => writeReference(ROOT, join(folder, 'reference')),
  gallery: (folder) => run('apps/gallery/build.js', '--output', join(folder, 'gallery')),
  studio: (folder) => {
    run('node_modules/vite/bin/vite.js', 'build', '--config', 'apps/studio/vite.config.ts', '--logLevel', 'warn');
    cpSync(join(ROOT, 'artifacts/studio'), join(folder, 'studio'), { recursive: true });
  },
};

const { values } = parseArgs({ options: { output: { type: 'string' }, only: { type: 'string' } } });
const output = resolve(values.output ?? join(ROOT, 'artifacts/site'));
const chosen = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = chosen.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`Expected parts out of ${Object.keys(PARTS).join(', ')} but received ${unknown.join(', ')}\n`);
  process.exit(2);
}
if (values.only === undefined) rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const name of chosen) {
  await PARTS[name]?.(output);
  process.stdout.write(`${name} in ${output}\n`);
}

/** @param {readonly string[]} args script of the repository and its arguments */
function run(...args) {
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
