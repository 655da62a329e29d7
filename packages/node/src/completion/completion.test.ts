import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { bashCompletion } from './bash.js';
import { wordsOf } from './command-words.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const folder = mkdtempSync(join(tmpdir(), 'dync-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

function words() {
  const program = new Command('dync').version('1.0.0', '-V, --version');
  program
    .command('encode')
    .description("encode a video: don't wait [long]")
    .argument('<input>')
    .requiredOption('-o, --output <file>', 'stream to write')
    .addOption(new Option('--preset <name>', 'how hard to try').choices(['fast', 'balanced']))
    .option('--live', 'as it comes');
  const queue = program.command('queue').description('jobs');
  queue.command('add').description('queue clips').argument('<inputs...>').option('--priority <n>', 'order');
  queue.command('list').addArgument(new Argument('<state>').choices(['waiting', 'failed']));
  return wordsOf(program);
}

/** What bash completes. @param line as typed; the last word is the one that is completed */
function completed(line: string): string[] {
  const typed = line.split(' ');
  const script = `${bashCompletion(words())}
COMP_WORDS=(${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length - 1}
_dync; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it('completes commands, flags and what may follow them in bash', () => {
    expect(completed('dync ')).toEqual(['encode', 'queue']);
    expect(completed('dync en')).toEqual(['encode']);
    expect(completed('dync --v')).toEqual(['--version']);
    expect(completed('dync encode --')).toEqual(['--output', '--preset', '--live', '--help']);
    expect(completed('dync encode a.mp4 --preset ')).toEqual(['fast', 'balanced']);
    expect(completed('dync queue l')).toEqual(['list']);
    expect(completed('dync queue list ')).toEqual(['waiting', 'failed']);
    expect(completed('dync queue add --p')).toEqual(['--priority']);
    // Files are for the shell, also where they are named like a command or hold what a shell would run.
    expect(completed('dync encode ')).toEqual([]);
    expect(completed('dync encode -o encode -')).toContain('--preset');
    expect(completed('dync encode $(touch\\ x) -o ')).toEqual([]);
  });

  it('writes scripts that zsh and fish can read', () => {
    const scripts = { zsh: zshCompletion(words()), fish: fishCompletion(words()) };
    expect(scripts.zsh).toContain("--preset'[how hard to try]:value:(fast balanced)'");
    expect(scripts.fish).toContain("complete -c dync -n '__fish_seen_subcommand_from encode'");
    for (const [shell, text] of Object.entries(scripts)) {
      const path = join(folder, shell);
      writeFileSync(path, text);
      const { error, status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
      if (error === undefined) expect([status, stderr]).toEqual([0, '']);
    }
  });
});
