// @ts-check
/**
 * @file Fails where files import each other in a circle, imports of types included, and where a package imports another
 * that its package.json does not name.
 *
 *   node scripts/check-imports.js [TSCONFIG]
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(import.meta.dirname, '..');
const CONFIG = resolve(process.argv[2] ?? join(ROOT, 'tsconfig.json'));
const BASE = resolve(CONFIG, '..');

const { fileNames, options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)).config,
  ts.sys,
  BASE,
);
const cache = ts.createModuleResolutionCache(BASE, (name) => name, options);
const graph = new Map(fileNames.map((file) => [file, importsOf(file)]));

const problems = [...undeclared(), ...circles()];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${graph.size} files, ${problems.length} wrong imports\n`);
if (problems.length > 0) process.exitCode = 1;

/**
 * @param {string} file
 * @returns {{ specifier: string, target: string | undefined }[]} what it imports, and the file that this is in the workspace
 */
function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  // What a file only adds types to, it does not import.
  const imported = specifiers.filter((specifier) => !text.includes(`declare module '${specifier}'`));
  return imported.map((specifier) => {
    const mode = ts.ModuleKind.ESNext;
    const { resolvedModule } = ts.resolveModuleName(specifier, file, options, ts.sys, cache, undefined, mode);
    return { specifier, target: resolvedModule?.resolvedFileName };
  });
}

/** One circle for each group of files that reach each other, by a walk in depth. */
function circles() {
  /** @type {string[]} */
  const found = [];
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const path = [];
  /** @param {string} file */
  const walk = (file) => {
    if (done.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push(`Circle: ${[...path.slice(start), file].map((part) => relative(BASE, part)).join(' -> ')}`);
      return;
    }
    path.push(file);
    for (const { target } of graph.get(file) ?? []) if (target !== undefined && graph.has(target)) walk(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) walk(file);
  return found;
}

/** Packages that the source of a workspace imports without naming them. */
function undeclared() {
  /** @type {Set<string>} */
  const found = new Set();
  for (const [file, imports] of graph) {
    const [shelf = '', room = '', src] = relative(BASE, file).split(sep);
    const manifest = join(BASE, shelf, room, 'package.json');
    if (src !== 'src' || /\.test\.ts$/.test(file) || !existsSync(manifest)) continue;
    const { name, dependencies, peerDependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
    const named = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })]);
    for (const { specifier } of imports) {
      const [imported = ''] = /^(@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
      if (specifier.startsWith('.') || isBuiltin(specifier) || named.has(imported)) continue;
      found.add(`${relative(BASE, manifest)} does not name ${imported}, which ${relative(BASE, file)} imports`);
    }
  }
  return found;
}
