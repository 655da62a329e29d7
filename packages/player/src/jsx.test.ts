import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** A framework as far as types of JSX go: a namespace with one element. */
const FRAMEWORK = `export namespace JSX { interface Element {} interface IntrinsicElements { span: { id?: string } } }`;
const FILES: Readonly<Record<string, string>> = {
  'node_modules/react/index.d.ts': FRAMEWORK,
  'node_modules/react/jsx-runtime.d.ts': `import type * as React from './index.js';
    export namespace JSX { interface Element {} interface IntrinsicElements extends React.JSX.IntrinsicElements {} }`,
  'node_modules/solid-js/jsx-runtime.d.ts': FRAMEWORK,
  'node_modules/svelte/elements.d.ts': 'export interface SvelteHTMLElements { span: { id?: string } }',
  'node_modules/vue/index.d.ts': 'export interface GlobalComponents {}',
  'core.d.ts': 'export {};',
};

/** Files that no test changes. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What TypeScript says of an expression in JSX, for a framework or for the global namespace. */
function complaints(expression: string, framework?: string, imports = ''): string[] {
  const text = `import type {} from './jsx.js'; ${imports} export const element = ${expression};`;
  const options: ts.CompilerOptions = {
    jsx: framework === undefined ? ts.JsxEmit.Preserve : ts.JsxEmit.ReactJSX,
    ...(framework === undefined ? {} : { jsxImportSource: framework }),
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    // Types of the core play no part.
    paths: { 'dynamics-codec/*': [join(import.meta.dirname, 'core.d.ts')] },
  };
  const virtual = new Map(Object.entries(FILES).map(([name, source]) => [join(import.meta.dirname, name), source]));
  const path = join(import.meta.dirname, 'page.tsx');
  virtual.set(path, text);
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (name) => virtual.has(name) || real.fileExists(name),
    readFile: (name) => virtual.get(name) ?? real.readFile(name),
    directoryExists: () => true,
    getSourceFile: (name, ...rest) => {
      const source = virtual.get(name);
      if (source !== undefined) return ts.createSourceFile(name, source, ts.ScriptTarget.ES2022);
      const known = parsed.get(name) ?? real.getSourceFile(name, ...rest);
      parsed.set(name, known);
      return known;
    },
  };
  const program = ts.createProgram([path], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe.each([['react'], ['solid-js'], [undefined]])('the element in JSX of %s', (framework) => {
  it('takes what the player takes, and nothing else', () => {
    const good =
      '<dynamics-player src="x" autoplay loop motion={2} liveliness={0.5} id="a" onplaying={({ currentTarget }) => currentTarget.play()} />';
    expect(complaints(good, framework)).toEqual([]);
    for (const name of ['motion', 'liveliness'])
      expect(complaints(`<dynamics-player ${name}="strong" />`, framework)[0]).toMatch(/'string' is not assignable/);
  });
});

describe.each([
  ['svelte/elements', 'SvelteHTMLElements', "SvelteHTMLElements['dynamics-player']", 'onplaying'],
  ['vue', 'GlobalComponents', "InstanceType<GlobalComponents['dynamics-player']>['$props']", 'onPlaying'],
])('the element in templates of %s', (module, table, props, handler) => {
  it('takes what the player takes, and nothing else', () => {
    const imports = `import type { ${table} } from '${module}';`;
    const good = `{ src: 'x', autoplay: true, motion: 2, ${handler}: ({ currentTarget }) => currentTarget.play() } satisfies ${props}`;
    expect(complaints(good, undefined, imports)).toEqual([]);
    expect(complaints(`{ motion: 'strong' } satisfies ${props}`, undefined, imports)[0]).toMatch(
      /'string' is not assignable/,
    );
  });
});
