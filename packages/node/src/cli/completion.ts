import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.js';
import { wordsOf, type CommandWords } from '../completion/command-words.js';
import { fishCompletion } from '../completion/fish.js';
import { zshCompletion } from '../completion/zsh.js';
import { serviceProgram } from './service.js';
import { printText } from './terminal.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Prints a script that completes the commands and flags of a program, those of the service's package too where that is installed. */
export async function completionCommand(shell: keyof typeof SCRIPTS, program: Command): Promise<void> {
  const words = wordsOf(program);
  const service = await serviceProgram(new AbortController().signal).then(wordsOf, () => undefined);
  const known = new Map<string, CommandWords>(service?.commands.map((command) => [command.name, command]));
  const commands = words.commands.map((command) => ({
    ...(known.get(command.name) ?? command),
    description: command.description,
  }));
  await printText(SCRIPTS[shell]({ ...words, commands }).trimEnd());
}
