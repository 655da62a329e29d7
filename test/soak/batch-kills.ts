/**
 * @file Kills `dync batch` with SIGKILL at random moments, alone or with all of its processes, and starts it again. Fails where
 * the files at the end are not those of one undisturbed run, byte for byte, or where anything was done again that had been
 * finished.
 *
 *     node --import tsx test/soak/batch-kills.ts [SEED] [MOMENTS]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinished, type JobReport } from '../../packages/node/src/jobs/job-report.js';
import { seededRandom } from '../fixtures/random.js';
import { bundledDync } from '../support/built-command.js';
import { writeSceneClip } from '../support/scene-clip.js';

const [seed, moments] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 20)];
const CLIPS = 6;
const SETTINGS = ['--quality', '20', '--preset', 'fast', '--generator', 'classical', '--jobs', '2'];
const integer = seededRandom(seed);
const folder = await mkdtemp(join(tmpdir(), 'dync-kills-'));
const command = await bundledDync();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function makeClips(): Promise<void> {
  mkdirSync(join(folder, 'clips'));
  for (let clip = 0; clip < CLIPS; clip++) await writeSceneClip(join(folder, `clips/${clip}.y4m`), 4, 7 * clip);
}

/** Runs the batch. @param killAfter milliseconds @returns whether it came to its end, and how long it took */
async function run(out: string, killAfter?: number): Promise<{ readonly ended: boolean; readonly ms: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [command, 'batch', 'clips', '-o', out, ...SETTINGS], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  });
  const group = integer(2) === 0;
  const timer =
    killAfter === undefined
      ? undefined
      : setTimeout(() => process.kill(group ? -child.pid! : child.pid!, 'SIGKILL'), killAfter);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (code !== null && code !== 0) throw new Error(`The batch ended with code ${code}`);
  return { ended: code === 0, ms: performance.now() - began };
}

/** Files by name; temporary ones, which are hidden, do not count. */
function filesOf(out: string): Map<string, Buffer> {
  const names = existsSync(join(folder, out)) ? readdirSync(join(folder, out)) : [];
  return new Map(
    names.filter((name) => !name.startsWith('.')).map((name) => [name, readFileSync(join(folder, out, name))]),
  );
}

/** Stamps of what is finished: files that are written again have another inode or date. */
async function finishedOf(out: string): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  for (const [name, text] of filesOf(out)) {
    if (!name.endsWith('.json')) continue;
    const stream = join(folder, out, name.slice(0, -5));
    if (!(await isFinished(stream, JSON.parse(text.toString()) as JobReport))) continue;
    const { ino, mtimeMs } = statSync(stream);
    stamps.set(stream, `${ino} ${mtimeMs}`);
  }
  return stamps;
}

try {
  await makeClips();
  const undisturbed = await run('whole');
  const expected = filesOf('whole');
  say(`undisturbed: ${expected.size} files in ${(undisturbed.ms / 1000).toFixed(1)} s`);
  let [kills, rounds] = [0, 0];
  while (kills < moments) {
    const out = `round-${rounds++}`;
    for (let ended = false; !ended;) {
      const finished = await finishedOf(out);
      // Once there were enough, what is begun is brought to its end.
      const killAfter = kills < moments ? 100 + integer(Math.round(0.8 * undisturbed.ms)) : undefined;
      ({ ended } = await run(out, killAfter));
      if (!ended) kills++;
      const now = await finishedOf(out);
      for (const [stream, stamp] of finished)
        if (now.get(stream) !== stamp) throw new Error(`${stream} was done again although it was finished`);
    }
    const made = filesOf(out);
    for (const [name, bytes] of expected)
      if (made.get(name)?.equals(bytes) !== true) throw new Error(`${out}/${name} differs from the undisturbed run`);
    if (made.size !== expected.size) throw new Error(`${out} holds ${[...made.keys()].join(', ')}`);
  }
  say(`${kills} kills in ${rounds} rounds: the same files, and nothing was done twice`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
