// @ts-check
/**
 * @file Fails where a symbol that a package exports lacks a doc comment: every export of every entry point, and of exported
 * classes every public method and accessor. Constructors and what a class inherits are left out.
 *
 *   node scripts/check-docs.js
 */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { sourceEntries } from '../workspace.js';

const ROOT = join(import.meta.dirname, '..');

const entries = Object.values(sourceEntries());
const program = ts.createProgram(entries, compilerOptions());
const checker = program.getTypeChecker();
const documented = new Set();
const missing = new Map();

for (const entry of entries) {
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) fail(`${relative(ROOT, entry)} is an entry point but exports nothing`);
  for (const exported of checker.getExportsOfModule(module)) check(resolved(exported), exported.name);
}

for (const [place, name] of [...missing].sort()) process.stdout.write(`${place}  ${name} has no doc comment\n`);
process.stdout.write(`${documented.size} exported symbols documented, ${missing.size} not\n`);
if (missing.size > 0) process.exit(1);

function compilerOptions() {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT).options;
}

/** @param {ts.Symbol} symbol */
function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/**
 * @param {ts.Symbol} symbol
 * @param {string} name as the reader sees it
 */
function check(symbol, name) {
  const declarations = (symbol.declarations ?? []).filter(
    (declaration) => !declaration.getSourceFile().isDeclarationFile,
  );
  const [first] = declarations;
  if (first === undefined) return;
  if (symbol.getDocumentationComment(checker).length > 0) documented.add(symbol);
  else missing.set(placeOf(first), name);
  for (const declaration of declarations) {
    if (ts.isClassDeclaration(declaration)) declaration.members.forEach((member) => checkMember(member, name));
  }
}

/**
 * @param {ts.ClassElement} member
 * @param {string} className
 */
function checkMember(member, className) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
  if (ts.getCombinedModifierFlags(member) & hidden) return;
  if (!ts.isMethodDeclaration(member) && !ts.isGetAccessor(member)) return;
  if (ts.isPrivateIdentifier(member.name)) return;
  const symbol = checker.getSymbolAtLocation(member.name);
  if (symbol === undefined) return;
  if (symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0)
    documented.add(symbol);
  else missing.set(placeOf(member), `${className}.${symbol.name}`);
}

/** @param {ts.Node} node */
function placeOf(node) {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${relative(ROOT, file.fileName)}:${line + 1}`;
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
