import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '@dynamics-codec/node/cli';
import { createServiceProgram } from './program.js';

afterEach(() => void vi.restoreAllMocks());

/** The exit code of a command line and what it says on standard error. */
async function run(...args: string[]): Promise<{ readonly code: number; readonly err: string }> {
  let err = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const { signal } = new AbortController();
  const code = await runCommandLine(createServiceProgram(signal), ['node', 'dync', ...args], signal);
  return { code, err };
}

describe('commands of the service', () => {
  it('say in one line what is missing or wrong, and the next step', async () => {
    const cases = [
      [['serve'], 'expected --data <folder>, or DYNC_DATA; see dync serve --help'],
      [['worker'], 'expected --redis <url>, or DYNC_REDIS; see dync worker --help'],
      [['queue'], 'expected a command: add, status, list, retry, cancel; see dync queue --help'],
      [['queue', 'ad'], "unknown command 'ad'; did you mean add?"],
      [['serve', '--data', 'x', '--port', 'abc'], '--port "abc": expected a number'],
      [['queue', 'status', '--redis', 'x'], '--redis "x": expected an address like redis://localhost:6379'],
    ] as const;
    for (const [args, line] of cases) expect(await run(...args)).toEqual({ code: 2, err: `dync: ${line}\n` });
  });
});
