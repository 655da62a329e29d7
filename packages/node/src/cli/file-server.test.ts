import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileServer, listen } from './file-server.js';

let server: Server;
let port: number;

/** Status of the answer to a request written byte for byte; 0 where the connection is closed without one. */
function statusOf(request: string): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(request));
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)));
  });
}

const get = (target: string, host = `127.0.0.1:${port}`): Promise<number> =>
  statusOf(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

beforeAll(async () => {
  server = createFileServer(
    new Map([
      ['/', async () => ['text/html', await Promise.resolve('page')] as const],
      ['/gone', () => Promise.reject(new Error('ENOENT'))],
    ]),
    { 'x-content-type-options': 'nosniff' },
  );
  port = Number(new URL(await listen(server, 0)).port);
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe('the file server', () => {
  it.each(['//', '//[', '///', 'http://:99999/', 'http://[', '*', '/a#b', '//127.0.0.1/', '\\', '/%', 'a:b'])(
    'lives on after a request for %s',
    async (target) => {
      expect(await get(target)).toBe(target === '/%' ? 404 : 400);
      expect(await get('/')).toBe(200);
    },
  );

  it.each(['GET', 'GET / HTTP/9.9\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', '\0\0\0\r\n\r\n'])(
    'lives on after %j',
    async (request) => {
      expect([0, 400, 505]).toContain(await statusOf(request));
      expect(await get('/')).toBe(200);
    },
  );

  it('answers for its own address alone', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`])
      expect(await get('/', host)).toBe(200);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `localhost.evil:${port}`,
      '',
    ])
      expect(await get('/', host)).toBe(403);
    expect(await statusOf('GET / HTTP/1.0\r\n\r\n')).toBe(403);
  });

  it('has its own files only, for reading only', async () => {
    expect(await get('/?again')).toBe(200);
    expect(await get('/gone')).toBe(404);
    expect(await get('/__proto__')).toBe(404);
    expect(await get('/../package.json')).toBe(404);
    const post = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`;
    expect(await statusOf(post)).toBe(405);
  });

  it('tells that a port is taken', async () => {
    const second = createFileServer(new Map(), {});
    await expect(listen(second, port)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});
