/**
 * @file Puts the tables of a bench into docs/benchmarks/tables.md, between its two markers, and all its figures beside it as
 * results.json, with names of files in place of paths. Run by `npm run bench:docs`:
 *
 *     node packages/bench/scripts/write-benchmarks.js RESULTS.json [DOCUMENT]
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { benchMarkdown } from '../dist/index.js';

const [results, target = 'docs/benchmarks/tables.md'] = process.argv.slice(2);
if (results === undefined) {
  process.stderr.write('Expected the results.json of a bench as first argument\n');
  process.exit(2);
}
const BEGIN = '<!-- tables: written by npm run bench:docs -->';
const END = '<!-- end of tables -->';
const document = readFileSync(target, 'utf8');
const from = document.indexOf(BEGIN);
const to = document.indexOf(END);
if (from < 0 || to < from) {
  process.stderr.write(`Expected the markers "${BEGIN}" and "${END}" in ${target}\n`);
  process.exit(1);
}
const bench = JSON.parse(readFileSync(results, 'utf8'));
const tables = benchMarkdown(bench);
writeFileSync(`${target}.tmp`, `${document.slice(0, from)}${BEGIN}\n\n${tables}\n${document.slice(to)}`);
renameSync(`${target}.tmp`, target);
/** @type {(key: string, value: unknown) => unknown} */
const withoutFolders = (key, value) => (['path', 'stream'].includes(key) ? basename(String(value)) : value);
const figures = join(dirname(target), 'results.json');
writeFileSync(`${figures}.tmp`, `${JSON.stringify(bench, withoutFolders)}\n`);
renameSync(`${figures}.tmp`, figures);
process.exit(0);
