/**
 * @file Takes the place of `vitest` where tests are bundled for a page: collects what `describe` and `it` declare, and has
 * vitest's own `expect`. Only what the tests of the core use.
 */
import { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

/** What came of one test. `error` is undefined where it passed. */
export interface Outcome {
  readonly name: string;
  readonly error: string | undefined;
}

type Body = (...values: never[]) => unknown;

interface Declared {
  readonly name: string;
  /** What {@link afterEach} said so far in the test's file. */
  readonly cleanUps: readonly (() => unknown)[];
  readonly run: () => unknown;
}

const declared: Declared[] = [];
const suites: string[] = [];
let cleanUps: readonly (() => unknown)[] = [];

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

chai.use(({ Assertion, AssertionError }, tools) => {
  tools.addMethod(Assertion.prototype, 'toMatchInlineSnapshot', function (this: object, expected: string) {
    const received = `"${String(tools.flag(this, 'object'))}"`;
    if (received !== expected.trim()) throw new AssertionError(`Expected ${expected} but received ${received}`);
  });
});

/** The little of Node's that tests use for bytes in hexadecimal. */
const hexBuffer = {
  from: (source: string | Uint8Array): object =>
    typeof source === 'string'
      ? Uint8Array.from(source.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : { toString: () => Array.from(source, (byte) => byte.toString(16).padStart(2, '0')).join('') },
};
Object.assign(globalThis, { Buffer: hexBuffer });

/** As vitest's. */
export const expect = Object.assign((value: unknown, message?: string) => chai.expect(value, message), {
  ...(globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
  ...chai.expect,
});

function declareSuite(name: string, body: Body): void {
  const before = cleanUps;
  suites.push(name);
  body();
  suites.pop();
  cleanUps = before;
}

function declareTest(name: string, body: Body): void {
  declared.push({ name: [...suites, name].join(' > '), cleanUps, run: () => body() });
}

const each =
  (declare: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const row of rows) {
      const values = (Array.isArray(row) ? row : [row]) as never[];
      let next = 0;
      const title = name.replace(/%[sdifo]/g, () => String(values[next++]));
      declare(title, () => body(...values));
    }
  };

/** As vitest's. */
export const describe = Object.assign(declareSuite, { each: each(declareSuite) });
/** As vitest's. */
export const it = Object.assign(declareTest, { each: each(declareTest) });

/** As vitest's: what follows every later test of the file, or of the suite. */
export function afterEach(cleanUp: () => unknown): void {
  cleanUps = [...cleanUps, cleanUp];
}

/** Runs all tests that were declared, one after the other. */
export async function runDeclared(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, run, cleanUps } of declared) {
    try {
      try {
        await run();
      } finally {
        for (const cleanUp of cleanUps) await cleanUp();
      }
      outcomes.push({ name, error: undefined });
    } catch (error) {
      outcomes.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  return outcomes;
}
