// @ts-check
/**
 * @file Fails where a decision lacks one of its four parts, one of them is empty or another stands beside them, its title has
 * not the number of its file, or the list of decisions does not name it.
 *
 *   node scripts/check-decisions.js
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../docs/decisions');
const PARTS = ['Context', 'Decision', 'Evidence', 'Status'];

const list = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const files = readdirSync(FOLDER).filter((file) => /^\d{4}-.*\.md$/.test(file));
const wrong = files.flatMap((file) => complaintsOf(file).map((text) => `docs/decisions/${file}: ${text}`));
for (const line of wrong) process.stdout.write(`${line}\n`);
process.stdout.write(`${files.length} decisions, ${wrong.length} wrong\n`);
if (wrong.length > 0) process.exitCode = 1;

/** @param {string} file */
function complaintsOf(file) {
  const [title = '', ...parts] = readFileSync(join(FOLDER, file), 'utf8')
    .split(/^#{1,2} /m)
    .slice(1);
  const names = parts.map((part) => part.split('\n', 1)[0] ?? '');
  return [
    ...(title.startsWith(`${file.slice(0, 4)}. `) ? [] : [`its title should begin with "${file.slice(0, 4)}. "`]),
    ...(names.join() === PARTS.join() ? [] : [`expected the parts ${PARTS.join(', ')}, found ${names.join(', ')}`]),
    ...parts.filter((part) => !/\n\s*\S/.test(part)).map((part) => `"${part.trim()}" is empty`),
    ...(list.includes(`(${file})`) ? [] : ['README.md does not list it']),
  ];
}
