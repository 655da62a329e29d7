// @ts-check
/**
 * @file Builds the static site of the project into artifacts/site, for any web server: a page of each Markdown file, the
 * reference out of doc comments, the gallery and the studio. Nothing of it asks another site for anything. Fails where a link
 * of the whole site leads nowhere.
 *
 *   node scripts/build-site.js                           all of it; gallery and studio need `npm run build`
 *   node scripts/build-site.js --only pages,reference    parts of it
 *   node scripts/build-site.js --output FOLDER
 *   node scripts/build-site.js --quick                   its gallery has one scene and encodes no clip: what CI looks at
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brokenLinks } from './site/broken-links.js';
import { writePages } from './site/pages.js';
import { writeReference } from './site/reference.js';

const ROOT = join(import.meta.dirname, '..');

/** What the site consists of. @type {Readonly<Record<string, (folder: string) => void | Promise<void>>>} */
const PARTS = {
  pages: (folder) => writePages(ROOT, folder),
  reference: (folder) => writeReference(ROOT, join(folder, 'reference')),
  gallery: (folder) => run('apps/gallery/build.js', '--output', join(folder, 'gallery'), ...fewer),
  studio: (folder) => {
    const options = ['--config', 'apps/studio/vite.config.ts', '--logLevel', 'warn'];
    run('node_modules/vite/bin/vite.js', 'build', ...options, '--outDir', join(folder, 'studio'));
  },
};

const { values } = parseArgs({
  options: { output: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' } },
});
const fewer = values.quick ? ['--scene', 'lotus-gen-01', '--stream', 'apps/gallery/scenes/lotus-gen-01.dync'] : [];
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
if (values.only === undefined) {
  const { pages, links, broken } = brokenLinks(output);
  for (const line of broken) process.stdout.write(`${line}\n`);
  process.stdout.write(`${links} links in ${pages} pages, ${broken.length} of them broken\n`);
  if (broken.length > 0) process.exitCode = 1;
}

/** @param {readonly string[]} args script of the repository and its arguments */
function run(...args) {
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
