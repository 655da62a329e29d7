/**
 * @file Counts how often each branch of the core runs: a plugin of esbuild that puts a counter into every one, as it reads the
 * source. V8 can tell coverage by itself, but takes 3 ms to do so after each case, and most cases take less.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

const CORE = join(import.meta.dirname, '../../packages/codec/src');
/** Counters that there may be; they wrap at 256. */
const MOST = 1 << 15;

/** The counters of all branches, made before anything runs. */
export const COUNTERS_BANNER = `globalThis.__ran = new Uint8Array(${MOST});`;

/** Puts counters into the core. */
export function counting(): Plugin {
  let count = 0;
  return {
    name: 'counting',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(CORE)) return undefined;
        const { text, counters } = withCounters(await readFile(path, 'utf8'), count);
        count += counters;
        if (count > MOST) throw new RangeError(`Expected at most ${MOST} branches`);
        return { contents: `const __ran = globalThis.__ran;${text}`, loader: 'ts' };
      });
    },
  };
}

/**
 * TypeScript with a counter in each function, each branch of a condition and each part of a logical expression.
 * @param first number of the first counter
 */
export function withCounters(source: string, first: number): { readonly text: string; readonly counters: number } {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ES2022, true);
  const insertions: { readonly at: number; readonly text: string; readonly order: number }[] = [];
  let next = first;
  const insert = (at: number, text: string, order: number): void => void insertions.push({ at, text, order });
  const count = (): string => `__ran[${next++}]++`;
  const inBlock = (block: ts.Node): void => insert(block.getStart(file) + 1, `${count()};`, 0);
  const wrap = (node: ts.Node, open: string, close: string): void => {
    // Of two that begin in the same place the outer one opens first, and of two that end there the inner one closes first.
    insert(node.getStart(file), open, -node.getEnd());
    insert(node.getEnd(), close, source.length - node.getStart(file));
  };
  const statement = (node: ts.Statement | undefined): void => {
    if (node === undefined) return;
    if (ts.isBlock(node)) inBlock(node);
    else wrap(node, `{${count()};`, '}');
  };
  const expression = (node: ts.Expression): void => wrap(node, `(${count()},`, ')');
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const body = node.body as ts.Node;
      if (ts.isBlock(body)) inBlock(body);
      else expression(body as ts.Expression);
    } else if (ts.isIfStatement(node)) {
      statement(node.thenStatement);
      statement(node.elseStatement);
    } else if (ts.isIterationStatement(node, false)) statement(node.statement);
    else if (ts.isCatchClause(node)) inBlock(node.block);
    else if (ts.isCaseOrDefaultClause(node)) {
      if (node.statements[0] !== undefined) insert(node.statements[0].getStart(file), `${count()};`, -source.length);
    } else if (ts.isConditionalExpression(node)) {
      expression(node.whenTrue);
      expression(node.whenFalse);
    } else if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) expression(node.right);
    ts.forEachChild(node, visit);
  };
  visit(file);
  insertions.sort((a, b) => a.at - b.at || a.order - b.order);
  let text = '';
  let at = 0;
  for (const { at: end, text: inserted } of insertions) {
    text += source.slice(at, end) + inserted;
    at = end;
  }
  return { text: text + source.slice(at), counters: next - first };
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
