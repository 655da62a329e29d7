import type { Argument, Command, Option } from 'commander';

/** What may follow a flag, or stand for an argument: one of some words, or else a file. */
export type Values = readonly string[] | 'files';

/** A flag of a command. */
export interface FlagWords {
  /** As they are typed: `--output`, `-o`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What must follow; `undefined` where nothing does. */
  readonly values: Values | undefined;
}

/** What may be typed behind the name of a command. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly FlagWords[];
  readonly commands: readonly CommandWords[];
  /** What its arguments may be; `undefined` where it takes none. */
  readonly values: Values | undefined;
}

/** The words of a command and of those in it. */
export function wordsOf(command: Command): CommandWords {
  const help = command.createHelp();
  const [first] = command.registeredArguments;
  return {
    name: command.name(),
    description: firstSentence(command.description()),
    flags: help.visibleOptions(command).map(flagWords),
    commands: command.commands.map(wordsOf),
    values: first === undefined ? undefined : valuesOf(first),
  };
}

function flagWords(option: Option): FlagWords {
  return {
    names: [option.long, option.short].filter((name) => name !== undefined),
    description: firstSentence(option.description),
    values: option.required || option.optional ? valuesOf(option) : undefined,
  };
}

function valuesOf({ argChoices }: Pick<Option | Argument, 'argChoices'>): Values {
  return argChoices ?? 'files';
}

/** The beginning of a description, short enough for a list. */
function firstSentence(text: string): string {
  return (/^[^;:(]+/.exec(text)?.[0] ?? text).trim();
}
