import type { CommandWords, FlagWords } from './command-words.js';

/** A script of completion for fish. */
export function fishCompletion(program: CommandWords): string {
  const lines = linesOf(program, program.name, []);
  return `# Completion of ${program.name} for fish: ${program.name} completion fish | source\n${lines.join('\n')}\n`;
}

function linesOf(command: CommandWords, program: string, path: readonly string[]): string[] {
  const names = command.commands.map(({ name }) => name);
  const here = `complete -c ${program} -n ${quoted(conditionOf(path, names))}`;
  const noFiles = command.values === 'files' ? [] : [`${here} -f`];
  const words = Array.isArray(command.values) ? [`${here} -a ${quoted(command.values.join(' '))}`] : [];
  return [
    ...noFiles,
    ...command.commands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...words,
    ...command.flags.map((flag) => `${here} ${flagOf(flag)}`),
    ...command.commands.flatMap((inner) => linesOf(inner, program, [...path, inner.name])),
  ];
}

/** Holds where a command was named and none of those in it. */
function conditionOf(path: readonly string[], inner: readonly string[]): string {
  const named = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const none = inner.length === 0 ? [] : [`not __fish_seen_subcommand_from ${inner.join(' ')}`];
  return [...named, ...none].join('; and ');
}

function flagOf({ names, description, values }: FlagWords): string {
  const typed = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const following = values === undefined ? [] : values === 'files' ? ['-r'] : ['-x', '-a', quoted(values.join(' '))];
  return [...typed, ...following, '-d', quoted(description)].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
