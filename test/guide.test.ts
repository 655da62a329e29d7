import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../packages/node/src/cli/program.js';
import { createServiceProgram } from '../packages/service/src/cli/program.js';
import { fencedBlocks } from '../scripts/fenced-blocks.js';
import { bundledDync } from './support/built-command.js';
import { runDync } from './support/run-dync.js';

const ROOT = join(import.meta.dirname, '..');
const GUIDE = join(ROOT, 'docs/guide');

/** What is added to commands of the guide, behind what they say: the flags that come last count. */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  encode: ['--size', '64x64', '--frames', '6', '--preset', 'fast', '--generator', 'classical', '--threads', '1'],
  batch: ['--size', '64x64', '--frames', '6', '--preset', 'fast', '--generator', 'classical', '--jobs', '1'],
  animate: ['--size', '64x64', '--seconds', '0.5', '--generator', 'classical'],
};
/** Commands that want a camera, Redis or an end from outside: their flags are looked up, and they are not run. */
const ONLY_LOOKED_UP = ['queue', 'worker', 'serve', 'play'];

interface Line {
  readonly page: string;
  readonly text: string;
}

let folder = '';
let bundled = '';
let cwd = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-guide-'));
  await mkdir(join(folder, 'samples'));
  await symlink(join(ROOT, 'samples/lakeside.mp4'), join(folder, 'samples/lakeside.mp4'));
  const background = { r: 40, g: 120, b: 60 };
  await sharp({ create: { width: 64, height: 64, channels: 3, background } }).toFile(join(folder, 'meadow.jpg'));
  bundled = await bundledDync();
  cwd = process.cwd();
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(cwd);
  await rm(folder, { recursive: true, force: true });
});

async function shellLines(): Promise<Line[]> {
  const pages = (await readdir(GUIDE)).sort();
  const all = await Promise.all(
    pages.map(async (page) => {
      const blocks = fencedBlocks(await readFile(join(GUIDE, page), 'utf8')).filter(
        ({ language }) => language === 'sh',
      );
      return blocks.flatMap(({ text }) => text.trim().split('\n')).map((text) => ({ page, text }));
    }),
  );
  // Pages build on files of the first one.
  return all.flat().sort((a, b) => Number(b.page === 'first-stream.md') - Number(a.page === 'first-stream.md'));
}

/** Words of a command, without quotes, comment and variables before it. */
function wordsOf(text: string): string[] {
  const words = text.replace(/\s+#.*$/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2')).filter((word) => !/^[A-Z_]+=/.test(word));
}

/** Flags that a command of `dync` does not have. */
function unknownFlags(args: readonly string[]): string[] {
  let command: Command | undefined;
  for (const program of [
    createProgram(new AbortController().signal),
    createServiceProgram(new AbortController().signal),
  ])
    command = program.commands.find((one) => one.name() === args[0]) ?? command;
  const inner = command?.commands.find((one) => one.name() === args[1]);
  const known = (inner ?? command)?.options.map(({ long }) => long) ?? [];
  return args.filter((word) => word.startsWith('--') && !known.includes(word));
}

async function runDyncLine(args: readonly string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const all = [name, ...rest, ...(SMALLER[name] ?? [])];
  if (name === 'batch') await promisify(execFile)(process.execPath, [bundled, ...all], { cwd: folder });
  else expect(await runDync(all)).toMatchObject({ code: 0 });
}

/** Programs of the repository: what they are called by must be there. */
async function expectThere([program, first = '', second = '']: readonly string[]): Promise<void> {
  if (program === 'npm') {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    if (first === 'run') expect(Object.keys(scripts)).toContain(second);
    else expect(['ci', 'install']).toContain(first);
  } else if (program === 'node' || program === 'bash') expect(existsSync(join(ROOT, first))).toBe(true);
  else expect(['curl', 'ffmpeg']).toContain(program);
}

describe('commands of the guide', () => {
  it('run, or name what is there', async () => {
    const lines = await shellLines();
    let ran = 0;
    for (const { page, text } of lines) {
      for (const part of text.split(' | ')) {
        const words = wordsOf(part);
        const args = words.slice(2);
        if (words[0] !== 'npx') await expectThere(words);
        else {
          expect({ page, text, program: words[1], unknown: unknownFlags(args) }).toMatchObject({
            program: 'dync',
            unknown: [],
          });
          if (ONLY_LOOKED_UP.includes(args[0] ?? '') || args.includes('--live')) continue;
          await runDyncLine(args);
          ran++;
        }
      }
    }
    expect(ran).toBeGreaterThan(12);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['lakeside.mp4', 'slow.gif', 'compare.mp4', 'windy.dync', 'streams']),
    );
  });
});
