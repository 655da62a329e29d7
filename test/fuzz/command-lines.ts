/**
 * @file Runs `dync` with random and hostile arguments and fails where a run does anything but end with code 0, 1 or 2, with
 * one line on standard error where it failed, without a stack trace, without anything half-written, and with its inputs as
 * they were. Most runs are in this process; some are children, for what only a process of its own shows.
 *
 *     node --import tsx test/fuzz/command-lines.ts [SEED] [SECONDS]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Decoder } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { seededRandom } from '../fixtures/random.js';
import { bundledDync } from '../support/built-command.js';
import { runDync, type CommandResult } from '../support/run-dync.js';
import { writeSceneClip } from '../support/scene-clip.js';

const [seed, seconds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 60)];
/** No run of inputs this small takes longer, on a busy machine either. */
const PATIENCE_MS = 60_000;
const CHILD_SHARE = 0.04;

const integer = seededRandom(seed);
const pick = <T>(of: readonly T[]): T => of[integer(of.length)]!;
const chance = (share: number) => integer(1000) < 1000 * share;

const folder = await mkdtemp(join(tmpdir(), 'dync-fuzz-'));
process.chdir(folder);
const INPUTS = [
  'clip.y4m',
  'clip.mp4',
  'clip.gif',
  'clip.dync',
  'frames/f_01.png',
  'frames/f_02.png',
  'text.txt',
  'empty',
];

async function makeInputs(): Promise<void> {
  mkdirSync('frames');
  for (const name of ['clip.y4m', 'clip.mp4', 'clip.gif', 'frames/f_%02d.png']) await writeSceneClip(name, 2);
  writeFileSync('text.txt', 'neither video nor stream\n'.repeat(20));
  writeFileSync('empty', '');
  const made = await runDync(['encode', 'clip.y4m', '-o', 'clip.dync', '--generator', 'classical', '--quality', '20']);
  if (made.code !== 0) throw new Error(`The stream could not be made: ${made.err}`);
  symlinkSync('clip.y4m', 'link.dync');
  symlinkSync('clip.dync', 'link.mp4');
  symlinkSync('round', 'round');
  symlinkSync('nowhere/x.mp4', 'dangling.mp4');
  mkdirSync('a folder.mp4');
}

/** What the inputs hold; one that is gone counts as changed. */
const sumsOf = (): string =>
  INPUTS.map((name) =>
    existsSync(name) ? createHash('sha1').update(readFileSync(name)).digest('hex') : 'gone',
  ).join();

const HOSTILE = [
  '',
  ' ',
  '-',
  '--',
  '-o',
  '--output',
  '.',
  '..',
  '/',
  '/nowhere/x',
  '/dev/null',
  '/dev/full',
  '/proc/x',
  '/proc/self/mem',
  'nothing.mp4',
  'round',
  'dangling.mp4',
  'link.dync',
  'link.mp4',
  'a folder.mp4',
  'a folder.mp4/',
  'frames',
  'frames/',
  'frames/f_%02d.png',
  'frames/%d%d.png',
  'none_%d.png',
  '%n%s%x.png',
  '%999999d.png',
  '100%d.y4m',
  'x'.repeat(300) + '.mp4',
  'y'.repeat(255 - 4) + '.gif',
  'z/'.repeat(3000) + 'x.y4m',
  'a\x1b[31mb.y4m',
  'a\nb.dync',
  '\u202egpj.y4m',
  '\ud800.y4m',
  '🌊.y4m',
  '$(touch pwned)',
  '`touch pwned`.y4m',
  'http://localhost/x.mp4',
  'concat:clip.mp4|clip.mp4',
  'file:clip.mp4',
  'pipe:0',
  '__proto__',
  'constructor',
];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '2',
  '64',
  '1e3',
  '1e999',
  '-0',
  'NaN',
  'Infinity',
  '0x10',
  '1_000',
  '9'.repeat(40),
  '.5',
  '1,5',
  '٣',
  ' 7 ',
  '8k',
  '7.6kbps',
  '2147483648',
  '64x64',
  '4096x4096',
  '0x0',
  '65x67',
  '64X64',
];
const OPTIONS = [
  '--bitrate',
  '--bytes',
  '--quality',
  '--start',
  '--frames',
  '--fps',
  '--size',
  '--preset',
  '--generator',
  '--group-limit',
  '--seed',
  '--without',
  '--force',
  '--json',
  '--format',
  '--fidelity',
  '--motion',
  '--liveliness',
  '--with',
  '--help',
  '--version',
  '--colour',
  '--__proto__',
  '-V',
  '-x',
];
const WORDS = [
  'fast',
  'balanced',
  'slow',
  'auto',
  'learned',
  'classical',
  'mp4',
  'webm',
  'gif',
  'y4m',
  'png',
  'x265',
  'affine',
  'camera,light',
];
const OUTPUTS = ['out.dync', 'out.mp4', 'out.webm', 'out.gif', 'out.y4m', 'new/o_%02d.png', 'frames/f_%02d.png', '-'];

function noise(): string {
  const letters = Array.from({ length: 1 + integer(12) }, () =>
    String.fromCodePoint(1 + integer(chance(0.7) ? 126 : 0xd7fe)),
  );
  // Nothing outside of the folder is written, whoever runs this.
  return letters.join('').replaceAll('/', '_');
}

const anything = (): string =>
  pick([() => pick(HOSTILE), () => pick(NUMBERS), () => pick(WORDS), () => pick(INPUTS), noise])();

/** Arguments: some that make sense and some that do not. Those of encoding keep it short. */
function commandLine(): string[] {
  const command = chance(0.05) ? anything() : pick(['encode', 'decode', 'decode', 'info', 'info', 'compare', 'help']);
  const positional = command === 'compare' ? 2 : 1;
  const args = Array.from({ length: positional + (chance(0.05) ? 1 : 0) }, () =>
    chance(0.6) ? pick(INPUTS) : anything(),
  );
  if (chance(0.9) && command !== 'info') args.push('-o', chance(0.6) ? pick(OUTPUTS) : anything());
  for (let n = integer(4); n > 0; n--) {
    const option = pick(OPTIONS);
    args.push(option);
    if (chance(0.7) && !['--force', '--json', '--help'].includes(option)) args.push(anything());
  }
  if (command === 'encode')
    args.push('--preset', 'fast', '--generator', 'classical', '--frames', '2', '--size', '64x64');
  if (chance(0.1)) args.sort(() => integer(3) - 1);
  return [command, ...args];
}

async function run(args: readonly string[], script: string): Promise<CommandResult> {
  if (!chance(CHILD_SHARE)) return runDync(args);
  // No argument of a process can hold a zero byte, and none may be half of a surrogate pair.
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    timeout: PATIENCE_MS,
    input: '',
  });
  return { code: status ?? -1, out: stdout, err: stderr.toString() };
}

const before = new Set<string>();
const listing = () => (readdirSync('.', { recursive: true }) as string[]).sort();

/** What is wrong with a run and with what it left; undefined where nothing is. */
async function problemOf({ code, out, err }: CommandResult): Promise<string | undefined> {
  if (![0, 1, 2].includes(code)) return `code ${code}`;
  const lines = err.split('\n').slice(0, -1);
  if (code !== 0 && !(lines.length >= 1 && err.endsWith('\n'))) return 'no line on standard error';
  if (lines.some((line) => !line.startsWith('dync: ')))
    return 'a line that does not begin with the name of the program';
  if (code !== 0 && out.length === 0 && lines.length > 2) return 'more than one line';
  if (/\bat .*:\d+:\d+|internal error/.test(err)) return 'a stack trace or an internal error';
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(err)) return 'control characters';
  for (const name of listing().filter((name) => !before.has(name))) {
    if (/(^|\/)\.dync-/.test(name)) return `left ${name}`;
    if (statSync(name).isFile() && (code === 0 || statSync(name).size === 0)) {
      const whole = await isWhole(name);
      if (!whole) return `half-written ${name}`;
    } else if (code !== 0 && statSync(name).isFile()) return `wrote ${name} and failed`;
  }
  return undefined;
}

async function isWhole(path: string): Promise<boolean> {
  const bytes = readFileSync(path);
  try {
    if (bytes.subarray(0, 3).toString() === 'DYN') {
      (await Decoder.open(bytes, { stills: nodeStills() })).close();
      return true;
    }
    const source = await openVideo(path);
    try {
      for await (const picture of source.frames()) if (picture.width < 1) return false;
      return true;
    } finally {
      await source.close();
    }
  } catch {
    return false;
  }
}

function cleanUp(): void {
  for (const name of listing().filter((name) => !before.has(name))) rmSync(name, { recursive: true, force: true });
}

const counts: Record<string, number> = {};
let failed = false;
try {
  const script = await bundledDync();
  Object.defineProperty(process, 'stdin', { get: () => Readable.from([]), configurable: true });
  await makeInputs();
  for (const name of listing()) before.add(name);
  const sums = sumsOf();
  const contents = INPUTS.map((name) => [name, readFileSync(name)] as const);
  const end = performance.now() + 1000 * seconds;
  let runs = 0;
  for (; performance.now() < end; runs++) {
    const args = commandLine();
    const timer = setTimeout(() => {
      process.stderr.write(`fuzz, seed ${seed}, run ${runs}: no end of ${JSON.stringify(args)}\n`);
      process.exit(1);
    }, PATIENCE_MS);
    const result = await run(args, script);
    clearTimeout(timer);
    const changed = sumsOf() !== sums && !args.includes('--force');
    const problem = (await problemOf(result)) ?? (changed ? 'an input changed' : undefined);
    counts[result.code] = (counts[result.code] ?? 0) + 1;
    if (problem !== undefined) {
      failed = true;
      process.stderr.write(
        `fuzz, seed ${seed}, run ${runs}: ${problem}: ${JSON.stringify(args)}\n  ${JSON.stringify(result.err)}\n`,
      );
      break;
    }
    for (const [name, bytes] of contents) writeFileSync(name, bytes);
    cleanUp();
  }
  process.stdout.write(`fuzz of command lines, seed ${seed}: ${runs} runs, ends by code ${JSON.stringify(counts)}\n`);
} finally {
  process.chdir('/');
  await rm(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
