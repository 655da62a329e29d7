import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downloadTo } from './download.js';

let server: Server;
let origin = '';
let folder = '';
let files = 0;
let asked = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-download-'));
  server = createServer(({ url }, response) => {
    asked++;
    if (url === '/file') response.end('bytes');
    else if (url === '/hop') response.writeHead(302, { location: '/file' }).end();
    else if (url === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (url === '/away') response.writeHead(302, { location: 'ftp://example.com/file' }).end();
    else if (url === '/busy') response.writeHead(503).end();
    else if (url === '/large') response.end('x'.repeat(5000));
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function download(address: string, allowPrivate = true): Promise<string> {
  const path = join(folder, `${files++}`);
  await downloadTo(path, address, { maxBytes: 1000, allowPrivate }, new AbortController().signal);
  return readFile(path, 'utf8');
}

describe('downloadTo', () => {
  it('follows redirections, and tells errors that last from those that pass', async () => {
    expect(await download(`${origin}/hop`)).toBe('bytes');
    await expect(download(`${origin}/none`)).rejects.toMatchObject({ code: 'MISSING_INPUT' });
    await expect(download(`${origin}/busy`)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(download(`${origin}/round`)).rejects.toMatchObject({ code: 'REFUSED_PLACE' });
    await expect(download(`${origin}/away`)).rejects.toMatchObject({ code: 'REFUSED_PLACE' });
    await expect(download(`${origin}/large`)).rejects.toMatchObject({ code: 'TOO_LARGE_INPUT' });
  });

  it('reaches nothing private, by number or by name, unless that is allowed', async () => {
    const before = asked;
    const { port } = new URL(origin);
    for (const address of [
      `${origin}/file`,
      `https://127.0.0.1:${port}/file`,
      `https://[::1]:${port}/file`,
      `https://[::ffff:127.0.0.1]:${port}/file`,
      `https://2130706433:${port}/file`,
      `https://0x7f.1:${port}/file`,
      `https://localhost:${port}/file`,
      'https://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      '/etc/passwd',
    ])
      await expect(download(address, false)).rejects.toMatchObject({ code: 'REFUSED_PLACE' });
    expect(asked).toBe(before);
  });
});
