/**
 * @file Firefox and WebKitGTK for tests, from the distribution's packages. Firefox is spoken to by WebDriver BiDi, WebKitGTK by
 * WebDriver through its own driver. Both draw on a screen that nobody sees.
 */
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Builder } from 'selenium-webdriver';
import bidi from 'selenium-webdriver/bidi/index.js';
import type { Evaluates } from './player-page.js';

/** A browser with one page. */
export interface Engine extends Evaluates {
  goto(address: string): Promise<void>;
  close(): Promise<void>;
}

/** What the module is; its types have it as a member. */
const BidiConnection = bidi as unknown as typeof bidi.Index;

/** How long a program may take to start on the slowest machine. */
const PATIENCE_MS = 120_000;
/** Longest that a script may take in a page. */
const SCRIPT_MS = 30_000;

const MINI_BROWSERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/webkit2gtk-4.1/MiniBrowser`,
);

/** Browsers by their names, and how they are started; `undefined` where one is not installed. */
export const ENGINES: readonly (readonly [string, (() => Promise<Engine>) | undefined])[] = [
  ['Firefox', firefoxStart()],
  ['WebKitGTK', webkitStart()],
];

function firefoxStart(): (() => Promise<Engine>) | undefined {
  const program = installed('firefox-esr') ?? installed('firefox');
  const display = installed('Xvfb');
  if (program === undefined || display === undefined) return undefined;
  return () => startFirefox(program, display);
}

function webkitStart(): (() => Promise<Engine>) | undefined {
  const driver = installed('WebKitWebDriver');
  const display = installed('Xvfb');
  const browser = MINI_BROWSERS.find((path) => existsSync(path));
  if (driver === undefined || display === undefined || browser === undefined) return undefined;
  return () => startWebKit(driver, display, browser);
}

function installed(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** What a page is asked to run, as text. */
type PageFunction = (argument: never) => unknown;

const textOf = (script: PageFunction, argument: unknown): string =>
  `(${script.toString()})(${argument === undefined ? '' : JSON.stringify(argument)})`;

/** The text that a page answers with: JSON, empty where there is nothing to say. */
const answering = (text: string): string => `Promise.resolve(${text}).then((value) => JSON.stringify(value) ?? '')`;

const answerOf = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

async function startFirefox(program: string, display: string): Promise<Engine> {
  const profile = await mkdtemp(join(tmpdir(), 'dync-firefox-'));
  // The GPU is an emulated one.
  await writeFile(join(profile, 'user.js'), "user_pref('webgl.force-enabled', true);");
  const screen = await startScreen(display);
  const firefox = started(program, ['--no-remote', '--remote-debugging-port=0', '--profile', profile], screen.env);
  const address = await saidBy(firefox, firefox.stderr, /WebDriver BiDi listening on (ws:\S+)/);
  const connection = new BidiConnection(`${address}/session`);
  const send = async (method: string, params: object): Promise<FirefoxAnswer> => {
    const answer = (await connection.send({ method, params })) as FirefoxAnswer & { message?: string };
    if (answer.type === 'error') throw new Error(`${method}: ${answer.message}`);
    return answer;
  };
  await send('session.new', { capabilities: {} });
  const { result } = await send('browsingContext.getTree', {});
  const context = result.contexts![0]!.context;
  return {
    async goto(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async evaluate(script: PageFunction, argument?: unknown): Promise<never> {
      const { result } = await send('script.evaluate', {
        expression: answering(textOf(script, argument)),
        target: { context },
        awaitPromise: true,
      });
      if (result.exceptionDetails !== undefined) throw new Error(result.exceptionDetails.text);
      return answerOf(result.result!.value) as never;
    },
    async close() {
      await send('browser.close', {});
      await connection.close();
      await ended(firefox);
      await screen.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** The parts of BiDi's answers that are read here. */
interface FirefoxAnswer {
  readonly type: string;
  readonly result: {
    readonly contexts?: readonly { readonly context: string }[];
    readonly result?: { readonly value: string };
    readonly exceptionDetails?: { readonly text: string };
  };
}

async function startWebKit(driver: string, display: string, browser: string): Promise<Engine> {
  const screen = await startScreen(display);
  const port = await freePort();
  const service = started(driver, [`--port=${port}`], screen.env);
  const address = `http://127.0.0.1:${port}`;
  await answers(`${address}/status`);
  const session = await new Builder()
    .usingServer(address)
    .forBrowser('MiniBrowser')
    .withCapabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    })
    .build();
  await session.manage().setTimeouts({ script: SCRIPT_MS, pageLoad: PATIENCE_MS });
  return {
    goto: (url) => session.get(url),
    async evaluate(script: PageFunction, argument?: unknown): Promise<never> {
      const answer = await session.executeAsyncScript<{ text: string } | { error: string }>(
        `const done = arguments[0];
        ${answering(textOf(script, argument))}.then((text) => done({ text }), (error) => done({ error: String(error) }));`,
      );
      if ('error' in answer) throw new Error(answer.error);
      return answerOf(answer.text) as never;
    },
    async close() {
      await session.quit();
      service.kill();
      await ended(service);
      await screen.close();
    },
  };
}

/** A screen that nobody sees. */
async function startScreen(
  program: string,
): Promise<{ readonly env: Readonly<Record<string, string>>; close(): Promise<void> }> {
  const screen = started(program, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
  const number = await saidBy(screen, screen.stdout, /^(\d+)/);
  return {
    env: { DISPLAY: `:${number}`, NO_AT_BRIDGE: '1', GDK_BACKEND: 'x11' },
    async close() {
      screen.kill();
      await ended(screen);
    },
  };
}

/** Starts a program, which ends with this process at the latest. */
function started(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.resume();
  process.once('exit', () => child.kill());
  return child;
}

/** Waits for a line of a program; what is in the first brackets of `pattern`. */
async function saidBy(program: ChildProcess, output: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`Expected ${program.spawnfile} to start but it said: ${said}`));
    const timer = setTimeout(fail, PATIENCE_MS);
    program.once('exit', fail);
    output.on('data', (text: Buffer) => {
      said += text.toString();
      const found = pattern.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      program.off('exit', fail);
      resolve(found);
    });
  });
}

async function answers(address: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (
    !(await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (Date.now() > end) throw new Error(`Expected an answer from ${address}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode === null && program.signalCode === null)
    await new Promise((resolve) => program.once('exit', resolve));
}
