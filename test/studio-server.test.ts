import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neuralPart } from '../apps/studio/server/neural-part.js';

let root: string;
let server: ViteDevServer;

interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** Asks for a path as it is written: `fetch` would tidy it up first. */
function get(path: string, host = 'localhost'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(server.resolvedUrls!.local[0]!).port);
    const asked = request({ host: 'localhost', port, path, headers: { host }, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], text }),
      );
    });
    asked.on('error', reject).end();
  });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'studio-'));
  await mkdir(join(root, 'page'));
  await mkdir(join(root, 'neural/folder'), { recursive: true });
  await writeFile(join(root, 'neural/neural.js'), 'export {};');
  await writeFile(join(root, 'secret.txt'), 'not served as a network');
  server = await createServer({
    root: join(root, 'page'),
    configFile: false,
    appType: 'custom',
    logLevel: 'silent',
    server: { host: 'localhost', port: 0, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [neuralPart(join(root, 'neural'))],
  });
  await server.listen();
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

describe('the server of the studio', () => {
  it('serves the networks', async () => {
    for (const path of ['/neural/neural.js', '/neural/neural.js?v=1']) {
      expect(await get(path)).toEqual({ status: 200, type: 'text/javascript', text: 'export {};' });
    }
  });

  it.each(['/neural/', '/neural', '/neural/folder', '/neural/.', '/neural/..', '/neural/../secret.txt', '/neural/%00'])(
    'lives on after a request for %s',
    async (path) => {
      expect((await get(path)).text).not.toContain('not served as a network');
      expect((await get('/neural/neural.js')).status).toBe(200);
    },
  );

  it('answers for its own name alone', async () => {
    expect((await get('/neural/neural.js', 'evil.example')).status).toBe(403);
  });
});
