import type { CommandWords, Values } from './command-words.js';

/** A script of completion for bash 3.2 and later. It needs no other package and runs nothing. */
export function bashCompletion(program: CommandWords): string {
  const cases = casesOf(program, program.name);
  return `# Completion of ${program.name} for bash: eval "$(${program.name} completion bash)"
_${program.name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at=${program.name} i words
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${paths(program, program.name)
  .map((path) => `      '${path}') at='${path}' ;;`)
  .join('\n')}
    esac
  done
  case "$at $prev" in
${cases.values.join('\n')}
  esac
  case "$at" in
${cases.words.join('\n')}
  esac
  case "$cur" in
    -*) words=\${words#*|} ;;
    *) words=\${words%%|*} ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -o bashdefault -F _${program.name} ${program.name}
`;
}

/** The paths of all commands below one, `dync queue add`. */
function paths({ commands }: CommandWords, at: string): string[] {
  return commands.flatMap((inner) => [`${at} ${inner.name}`, ...paths(inner, `${at} ${inner.name}`)]);
}

interface Cases {
  /** What follows a flag. */
  readonly values: string[];
  /** What may stand anywhere else: words, a bar, flags. */
  readonly words: string[];
}

function casesOf(command: CommandWords, at: string): Cases {
  const inner = command.commands.map((one) => casesOf(one, `${at} ${one.name}`));
  const names = command.commands.map(({ name }) => name);
  const words = [...names, ...wordsOnly(command.values)];
  const flags = command.flags.flatMap((flag) => flag.names);
  const values = command.flags
    .filter((flag) => flag.values !== undefined)
    .map(({ names: typed, values: following }) => {
      const pattern = typed.map((name) => `'${at} ${name}'`).join(' | ');
      const list = wordsOnly(following).join(' ');
      const reply = list === '' ? '' : ` COMPREPLY=($(compgen -W '${list}' -- "$cur"));`;
      return `    ${pattern})${reply} return ;;`;
    });
  return {
    values: [...values, ...inner.flatMap((one) => one.values)],
    words: [`    '${at}') words='${words.join(' ')}|${flags.join(' ')}' ;;`, ...inner.flatMap((one) => one.words)],
  };
}

function wordsOnly(values: Values | undefined): readonly string[] {
  return values === undefined || values === 'files' ? [] : values;
}
