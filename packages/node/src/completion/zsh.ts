import type { CommandWords, FlagWords, Values } from './command-words.js';

/** A script of completion for zsh. It may be evaluated, or lie as `_dync` in a folder of `fpath`. */
export function zshCompletion(program: CommandWords): string {
  const { name } = program;
  return `#compdef ${name}
# Completion of ${name} for zsh: source <(${name} completion zsh)
${functionsOf(program, `_${name}`).join('\n')}
if [ "$funcstack[1]" = _${name} ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function functionsOf(command: CommandWords, called: string): string[] {
  const flags = command.flags.map(flagOf);
  if (command.commands.length === 0) {
    const values = command.values === undefined ? [] : [quoted(`*:${command.name}:${actionOf(command.values)}`)];
    return [`${called}() {\n  _arguments -S ${[...flags, ...values].join(' \\\n    ')}\n}`];
  }
  const listed = command.commands.map(({ name, description }) => quoted(`${name}:${description}`));
  return [
    ...command.commands.flatMap((inner) => functionsOf(inner, `${called}_${inner.name}`)),
    `${called}() {
  local line state
  local -a commands=(${listed.join('\n    ')})
  _arguments -C ${[...flags, quoted('1: :->command'), quoted('*:: :->rest')].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    rest) (( $+functions[${called}_$line[1]] )) && ${called}_$line[1] ;;
  esac
}`,
  ];
}

function flagOf({ names, description, values }: FlagWords): string {
  const following = values === undefined ? '' : `:value:${actionOf(values)}`;
  const text = quoted(`[${description.replace(/[[\]:\\]/g, '\\$&')}]${following}`);
  const [first = ''] = names;
  return names.length === 1 ? `${first}${text}` : `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}${text}`;
}

function actionOf(values: Values): string {
  return values === 'files' ? '_files' : `(${values.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
