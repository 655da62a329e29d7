// @ts-check
/**
 * @file Fails where code in the documents is wrong:
 *
 * - TypeScript (`ts`) must compile with the settings of the project; JavaScript (`js`) must compile as such;
 * - a block whose info string names a file, as in "```tsx examples/react/src/App.tsx", must be lines of that file;
 * - HTML (`html`): attributes of `<dynamics-player>` must be known, and inline modules must compile.
 *
 * Changelog and decisions are left out: they tell of their own time.
 *
 *   node scripts/check-snippets.js
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { fencedBlocks } from './fenced-blocks.js';

const ROOT = join(import.meta.dirname, '..');
const LEFT_OUT = /^(CHANGELOG\.md|docs\/decisions\/)/;
/** Attributes that every element has. */
const GLOBAL_ATTRIBUTES = new Set(['id', 'class', 'style', 'title', 'hidden', 'slot', 'part']);
/** Types of the element for scripts of pages, which load it by an address. */
const PLAYER_TYPES = "import '@dynamics-codec/player';";

/** @typedef {{ name: string, text: string, file: string, line: number }} Snippet a virtual source, and where it stands */

/** @type {string[]} */
const complaints = [];
/** @type {Snippet[]} */
const snippets = [{ name: 'player.ts', text: PLAYER_TYPES, file: '', line: 0 }];
let quoted = 0;
/** @type {Set<string> | undefined} */
let known;

for (const file of markdownFiles())
  for (const block of fencedBlocks(readFileSync(join(ROOT, file), 'utf8'))) read(file, block);
complaints.push(...compile());
for (const line of complaints) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${snippets.length - 1} pieces of code compiled, ${quoted} compared, ${complaints.length} wrong\n`,
);
if (complaints.length > 0) process.exitCode = 1;

function markdownFiles() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file.endsWith('.md') && !LEFT_OUT.test(file));
}

/**
 * @param {string} file
 * @param {import('./fenced-blocks.js').FencedBlock} block
 */
function read(file, { language, source, text, line }) {
  if (source !== undefined) quote(file, line, text, source);
  else if (language === 'ts' || language === 'js') add(file, line, text, language);
  else if (language === 'html') readHtml(file, line, text);
}

/**
 * @param {string} file
 * @param {number} line
 * @param {string} text
 * @param {string} source
 */
function quote(file, line, text, source) {
  quoted++;
  /** @param {string} lines */
  const bare = (lines) =>
    lines
      .split('\n')
      .map((one) => one.trim())
      .join('\n');
  if (!bare(readFileSync(join(ROOT, source), 'utf8')).includes(bare(text.trimEnd())))
    complaints.push(`${file}:${line}  is not in ${source} as it stands here`);
}

/**
 * @param {string} file
 * @param {number} line of the first line of code
 * @param {string} text
 * @param {'ts' | 'js'} language
 */
function add(file, line, text, language) {
  // A file without import or export would share its names with all others.
  snippets.push({ name: `snippet-${snippets.length}.${language}`, text: `${text}\nexport {};\n`, file, line });
}

/**
 * @param {string} file
 * @param {number} line
 * @param {string} text
 */
function readHtml(file, line, text) {
  for (const { 1: attributes = '' } of text.matchAll(/<dynamics-player((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*>/g))
    for (const { 1: name = '' } of attributes.matchAll(/\s([^\s=]+)(?:="[^"]*")?/g))
      if (!playerAttributes().has(name) && !GLOBAL_ATTRIBUTES.has(name))
        complaints.push(`${file}:${line}  <dynamics-player> has no attribute ${name}`);
  for (const { 1: script = '', index } of text.matchAll(/<script type="module">([\s\S]*?)<\/script>/g))
    add(file, line + text.slice(0, index).split('\n').length - 1, script, 'js');
}

/** Attributes that the element itself observes, and those it reads. */
function playerAttributes() {
  if (known === undefined) {
    const source = readFileSync(join(ROOT, 'packages/player/src/attributes.ts'), 'utf8');
    const list = /observedAttributes = \[([^\]]*)\]/.exec(source)?.[1] ?? '';
    known = new Set(
      [...list.matchAll(/'([^']+)'/g), ...source.matchAll(/Attribute\(\s*'([^']+)'/g)].map(([, name = '']) => name),
    );
  }
  return known;
}

/** Compiles all snippets in one program. @returns {string[]} complaints */
function compile() {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const strict = program(options, '.ts');
  // Scripts of pages are read as their authors write them: without types, so null is not checked.
  const loose = program(
    {
      ...options,
      checkJs: true,
      strict: false,
      noUncheckedIndexedAccess: false,
      exactOptionalPropertyTypes: false,
      noUnusedLocals: false,
      noPropertyAccessFromIndexSignature: false,
      noImplicitReturns: false,
    },
    '.js',
  );
  return [...strict, ...loose];
}

/**
 * @param {ts.CompilerOptions} options
 * @param {'.ts' | '.js'} ending
 */
function program(options, ending) {
  const texts = new Map(snippets.map((snippet) => [join(ROOT, 'docs', snippet.name), snippet]));
  const names = [...texts.keys()].filter((name) => name.endsWith(ending) || name.endsWith('player.ts'));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const snippet = texts.get(name);
    return snippet === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, snippet.text, rest[0]);
  };
  const whole = ts.createProgram(names, options, host);
  return names.flatMap((name) => {
    const file = whole.getSourceFile(name);
    const { file: document = '', line = 0 } = texts.get(name) ?? {};
    const found = file ? [...whole.getSyntacticDiagnostics(file), ...whole.getSemanticDiagnostics(file)] : [];
    return found.map(({ start = 0, messageText }) => {
      const at = line + (file?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${relative('.', join(ROOT, document))}:${at}  ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
