import { existsSync } from 'node:fs';
import { Command, type ErrorOptions, type HelpContext } from 'commander';
import { printable } from './printable.js';

/**
 * A command line whose usage errors are one line that names the next step, thrown as commander's `CommanderError` instead of ending
 * the process.
 */
export function quietCommand(name: string): Command {
  return new QuietCommand(name).exitOverride().configureOutput({
    outputError: (text) => {
      process.stderr.write(`${name}: ${printable(text.trim())}\n`);
    },
  });
}

class QuietCommand extends Command {
  override createCommand(name?: string): Command {
    return new QuietCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    return super.error(`${inOneLine(message)}; ${this.nextStep(message)}`, options);
  }

  /** What was named is no command, or none was: a line will do instead of the help. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context !== 'object' || !context.error) return super.help();
    const names = this.commands.map((command) => command.name());
    this.error(`expected a command: ${names.join(', ')}`, { code: 'commander.unknownCommand' });
  }

  private nextStep(message: string): string {
    const similar = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
    if (similar !== undefined) return `did you mean ${similar.replace(/, ([^,]+)$/, ' or $1')}?`;
    const word = /unknown command '(.+)'/.exec(message)?.[1];
    if (word !== undefined && existsSync(word))
      return word.endsWith('.dync')
        ? `${commandPath(this)} play ${word} plays it`
        : `${commandPath(this)} encode ${word} -o NAME.dync encodes it`;
    return `see ${commandPath(this)} --help`;
  }
}

/** A command as it is typed: `dync queue add`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** Without what the next step says; lines that a name brings along are escaped where it is printed. */
function inOneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean .*\)$/, '')
    .replace(/[.:]$/, '');
}
