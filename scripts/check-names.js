// @ts-check
/**
 * @file Fails where a document names an npm script, a measurement or a file of the repository that is not there. Changelog,
 * decisions and experiments are left out: they tell of their own time.
 *
 *   node scripts/check-names.js
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LEFT_OUT = /^(CHANGELOG\.md|docs\/decisions\/|docs\/benchmarks\/parts\.md|lab\/|examples\/)/;
const FOLDERS = 'packages|apps|docs|lab|scripts|test|samples|examples|conformance|\\.ci';
/** What a build writes, and what stands for any name. */
const NOT_COMMITTED = /\/dist\b|\/neural\b|\/node_modules\b|\/[A-Z]+\b|NNNN/;

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const measurements = readdirSync(join(ROOT, 'packages/bench/benches')).map((file) => file.replace(/\.ts$/, ''));
const listed = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
const files = listed.filter((file) => file !== '' && !LEFT_OUT.test(file) && existsSync(join(ROOT, file)));
const wrong = files.flatMap((file) => missingIn(file, readFileSync(join(ROOT, file), 'utf8')));
for (const line of wrong) process.stdout.write(`${line}\n`);
process.stdout.write(`names in ${files.length} Markdown files, ${wrong.length} of nothing\n`);
if (wrong.length > 0) process.exitCode = 1;

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
function missingIn(file, text) {
  const named = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./-]+)\``, 'g'))];
  const run = [...text.matchAll(new RegExp(`(?:tsx|python3|node|bash) ((?:${FOLDERS})/[\\w./-]+)`, 'g'))];
  const paths = [...named, ...run].map(([, path = '']) => path).filter((path) => !NOT_COMMITTED.test(path));
  const commands = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)(?: -- ([a-z][\w-]*))?/g)];
  return [
    ...paths.filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, dirname(file), path))),
    ...commands.flatMap(([command, script = '', first]) =>
      scripts[script] === undefined || (script === 'measure' && first !== undefined && !measurements.includes(first))
        ? [command]
        : [],
    ),
  ].map((name) => `${file}: ${name} is not there`);
}
