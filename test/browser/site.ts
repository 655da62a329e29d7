import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PARTS } from '../../packages/player/scripts/parts.js';

const ROOT = join(import.meta.dirname, '../..');

/** A built file: of the player, or of the models where the path begins with `neural/` or `av1/`. */
function builtFile(path: string): string {
  const inside = path.replace(/^\//, '');
  const folder = inside.startsWith('neural/') ? 'models' : inside.startsWith('av1/') ? 'models/dist' : 'player/dist';
  return join(ROOT, 'packages', folder, inside);
}

/** A file of the built player, with further headers. */
export const built = (path: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  fileAt(builtFile(path), headers);

/** Scripts that a page loads of the built player. */
export const PLAYER_FILES = ['player.js', 'worker.js', ...PARTS.map((part) => `parts/${part}.js`)];

/** What answers a request itself. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A small web site on this machine. */
export interface Site {
  readonly origin: string;
  /** Answers a path from now on. */
  on(path: string, answer: Answer): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** A page with the player's script. */
export const page = (body = ''): string =>
  `<!doctype html><meta charset="utf-8"><title>Player</title><script type="module" src="/player.js"></script>${body}`;

/** Answers with a page. */
export const html = (text: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  ofType('html', text, headers);

/** Answers with a script. */
export const script = (text: string): Answer => ofType('js', text);

const ofType =
  (ending: string, text: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': TYPES[ending]!, ...headers });
    response.end(text);
  };

/** Serves the built player, the golden streams, a page with the player's script at `/`, and whatever a test adds. */
export async function startSite(): Promise<Site> {
  const answers = new Map<string, Answer>([
    ['/', html(page())],
    ['/favicon.ico', (_, response) => void response.writeHead(204).end()],
  ]);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = answers.get(pathname) ?? streamOrBuilt(pathname);
    Promise.resolve(answer(request, response)).catch(() => {
      response.writeHead(404).end('Not found');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    on: (path, answer) => void answers.set(path, answer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const streamOrBuilt = (pathname: string): Answer =>
  pathname.endsWith('.dync') ? fileAt(join(ROOT, 'test/golden', pathname)) : built(pathname);

const fileAt =
  (path: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  async (_, response) => {
    const bytes = await readFile(path);
    response.writeHead(200, {
      'content-type': TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream',
      ...headers,
    });
    response.end(bytes);
  };
