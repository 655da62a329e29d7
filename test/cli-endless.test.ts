import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledDync } from './support/built-command.js';
import { endOf } from './support/end-of.js';

let command = '';
let folder = '';

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<{ code: unknown; err: string }> } {
  const child = spawn(process.execPath, [command, ...args], { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.on('error', () => undefined);
  return { child, ended: endOf(child) };
}

/** Writes the same bytes for as long as they are taken. */
function writeForEver(child: ChildProcess, chunk: Buffer): void {
  const more = () => {
    while (child.stdin!.writable && child.stdin!.write(chunk));
  };
  child.stdin!.on('drain', more);
  more();
}

beforeAll(async () => {
  command = await bundledDync();
  folder = await mkdtemp(join(tmpdir(), 'dync-endless-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('input without an end', () => {
  it.runIf(existsSync('/dev/zero'))('is refused by its beginning where it is no stream', async () => {
    for (const args of [
      ['info', '/dev/zero'],
      ['decode', '/dev/zero', '-o', 'x.y4m'],
    ]) {
      const { ended } = start(args);
      expect(await ended).toMatchObject({ code: 1, err: expect.stringMatching(/^dync: [^\n]+\n$/) as unknown });
    }
  });

  it('is refused by its beginning where it is no stream and no video, from a pipe', async () => {
    for (const args of [
      ['info', '-'],
      ['encode', '-', '-o', 'x.dync'],
    ]) {
      const { child, ended } = start(args);
      writeForEver(child, Buffer.from('neither stream nor video\n'.repeat(1000)));
      expect(await ended).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^dync: [^\n]+(begin with|not a video)[^\n]+\n$/) as unknown,
      });
    }
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('signals', () => {
  it.runIf(process.platform !== 'win32')('end a command that waits within a system call', async () => {
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    for (const [signal, times] of [
      ['SIGINT', 1],
      ['SIGTERM', 2],
    ] as const) {
      const { child, ended } = start(['info', 'fifo']);
      // Only then has it begun to wait: nothing else tells when a process is asleep in a system call.
      await waitingIn(child);
      const sent = performance.now();
      child.kill(signal);
      if (times === 2) setTimeout(() => child.kill(signal), 100);
      expect(await ended).toEqual({ code: signal, err: 'dync: interrupted\n' });
      expect(performance.now() - sent).toBeLessThan(times === 2 ? 2000 : 3000);
    }
    await rm(join(folder, 'fifo'));
  });
});

/** Waits until a thread of the process sleeps in opening a FIFO, where the system tells; else some seconds. */
async function waitingIn(child: ChildProcess): Promise<void> {
  const tasks = `/proc/${child.pid}/task`;
  for (let tries = 0; tries < 300; tries++) {
    await new Promise((resolve) => setTimeout(resolve, existsSync(tasks) ? 10 : 500));
    if (!existsSync(tasks)) return;
    try {
      if (readdirSync(tasks).some((task) => readFileSync(`${tasks}/${task}/wchan`, 'utf8') === 'wait_for_partner'))
        return;
    } catch {
      // A thread that ended meanwhile.
    }
  }
}
