// @ts-check
/**
 * @file Tests a decoder with the conformance set.
 *
 *   node conformance/run.js [--jobs N] [--only TEXT] [--report FILE] -- COMMAND...
 *
 * For each stream it runs `COMMAND STREAM OUTPUT [--liveliness L] [--fidelity F] -- TIME...`; README.md says what the
 * command has to do. Prints what fails and a line of figures. Exits with 1 where anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOutput, readManifest } from './check-output.js';

const TIMEOUT = 60_000;
const USAGE = 'Usage: node conformance/run.js [--jobs N] [--only TEXT] [--report FILE] -- COMMAND...\n';

const split = process.argv.indexOf('--');
const [program, ...fixed] = split < 0 ? [] : process.argv.slice(split + 1);
const { values } = parseArgs({
  args: process.argv.slice(2, split < 0 ? undefined : split),
  options: {
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});
const jobs = Number(values.jobs);
if (program === undefined || !(jobs >= 1)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const { streams, tolerance } = readManifest();
const chosen = streams.filter(({ name }) => name.includes(values.only));
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
/** @type {({ name: string } & import('./check-output.js').Verdict)[]} */
const verdicts = [];
let next = 0;
await Promise.all(Array.from({ length: jobs }, work));
rmSync(folder, { recursive: true });
report();

/** Tests streams until none is left. */
async function work() {
  for (;;) {
    const entry = chosen[next++];
    if (entry === undefined) return;
    const verdict = { name: entry.name, ...(await test(entry)) };
    verdicts.push(verdict);
    if (verdict.problem !== undefined) process.stdout.write(`FAILED ${entry.name}: ${verdict.problem}\n`);
  }
}

/** @param {import('./check-output.js').Entry} entry @returns {Promise<import('./check-output.js').Verdict>} */
async function test(entry) {
  const output = join(folder, `${entry.name}.yuv`);
  const options = Object.entries(entry.options ?? {}).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const args = [...fixed, join(import.meta.dirname, entry.file), output, ...options, '--', ...entry.times.map(String)];
  const { code, said } = await run(args);
  try {
    if (code === 0) return checkOutput(entry, new Uint8Array(readFileSync(output)), tolerance);
    if (code !== 1) return { problem: `the command ended with ${code}` };
    const { error, group } = JSON.parse(said);
    return checkOutput(entry, { code: error, group }, tolerance);
  } catch (error) {
    return {
      problem: `expected planes or an error in JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    rmSync(output, { force: true });
  }
}

/** @param {string[]} args @returns {Promise<{ code: number | string, said: string }>} */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(String(program), args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT });
    let said = '';
    let complaint = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (complaint += text));
    child.on('error', (error) => resolve({ code: error.message, said }));
    child.on('close', (code, signal) => {
      const last = complaint.trim().split('\n').at(-1) ?? '';
      resolve({ code: code === 0 || code === 1 ? code : `${signal ?? code}: ${last}`, said });
    });
  });
}

function report() {
  const failed = verdicts.filter(({ problem }) => problem !== undefined);
  const largest = Math.max(0, ...verdicts.map((verdict) => verdict.largest ?? 0));
  const mean = Math.max(0, ...verdicts.map((verdict) => verdict.mean ?? 0));
  const figures = `largest difference ${largest} levels, largest mean difference of a plane ${mean.toFixed(4)}`;
  process.stdout.write(`${verdicts.length - failed.length} of ${verdicts.length} streams passed; ${figures}\n`);
  if (values.report !== undefined) {
    const sorted = verdicts.sort((a, b) => (a.name < b.name ? -1 : 1));
    writeFileSync(values.report, `${JSON.stringify(sorted, undefined, 2)}\n`);
  }
  process.exitCode = failed.length > 0 || verdicts.length === 0 ? 1 : 0;
}
