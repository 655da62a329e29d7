import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisQueue } from '@dynamics-codec/service';
import { bundled, bundledDync } from './support/built-command.js';
import { endOf } from './support/end-of.js';
import { hasRedis, RedisServer } from './support/redis-server.js';
import { writeSceneClip } from './support/scene-clip.js';

const SETTINGS = ['--quality', '20', '--preset', 'fast', '--generator', 'classical', '--frames', '3'];
let command = '';
let folder = '';
let redis: RedisServer;
let queue: RedisQueue;
let store: Server;
const objects = new Map<string, Buffer>();
let environment: NodeJS.ProcessEnv = {};

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [command, ...args, '--redis', redis.url], { cwd: folder, env: environment });
}

async function run(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = start(...args);
  const [end, out] = await Promise.all([endOf(child), text(child.stdout!)]);
  return { ...end, out };
}

/** A store that knows objects by their paths, and no keys. */
async function startStore(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const object = objects.get(path);
      if (request.method === 'PUT') {
        objects.set(path, Buffer.concat(chunks));
        response.writeHead(200, { etag: '"x"' }).end();
      } else if (object === undefined) {
        response.writeHead(404, { 'content-type': 'application/xml' });
        response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
      } else response.writeHead(200, { 'content-length': object.length }).end(object);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe.runIf(hasRedis())('dync queue and dync worker', () => {
  beforeAll(async () => {
    await bundledDync();
    command = await bundled('test/fixtures/service-command.ts');
    folder = await mkdtemp(join(tmpdir(), 'dync-queue-'));
    redis = await RedisServer.start();
    queue = new RedisQueue(redis.url);
    store = await startStore();
    environment = {
      ...process.env,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      AWS_REGION: 'none',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    };
    await writeSceneClip(join(folder, 'a.y4m'), 3);
    await writeFile(join(folder, 'broken.mp4'), 'no video\n'.repeat(100));
  });
  afterAll(async () => {
    await queue.close();
    store.close();
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('does local and stored clips, keeps dead letters, cancels, and tells its metrics', async () => {
    objects.set('/in/a.y4m', await readFile(join(folder, 'a.y4m')));
    const added = await run('queue', 'add', 'a.y4m', 'broken.mp4', '-o', 'out', ...SETTINGS);
    expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^\w{24}\n\w{24}\n$/) as unknown });
    expect((await run('queue', 'add', 's3://in/a.y4m', '-o', 's3://out/x', ...SETTINGS)).code).toBe(0);
    // The same order once more is the same job.
    const [again] = await queue.list('waiting', 0, 1);
    expect(await queue.add([again!.order])).toEqual([again!.id]);
    const [cancelled] = await queue.add([
      { input: join(folder, 'a.y4m'), output: join(folder, 'never.dync'), settings: {}, retry: false, force: false },
    ]);
    expect(await queue.cancel(cancelled!)).toBe(true);
    expect(await queue.counts()).toEqual({ waiting: 3, active: 0, done: 0, failed: 0 });

    const worker = start('worker', '--jobs', '1', '--port', '0');
    let log = '';
    worker.stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await vi.waitUntil(async () => (await queue.counts()).done === 2 && (await queue.counts()).failed === 1, {
      timeout: 120_000,
      interval: 200,
    });
    const port = /"port":(\d+)/.exec(log)?.[1];
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok\n');
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/dync_jobs_total\{outcome="done"\} 2/);
    expect(metrics).toMatch(/dync_queue_jobs\{state="failed"\} 1/);

    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['a.dync', 'a.dync.json', 'broken.dync.json']);
    expect(objects.get('/out/x/a.dync')).toEqual(await readFile(join(folder, 'out/a.dync')));
    expect(JSON.parse(objects.get('/out/x/a.dync.json')!.toString())).toMatchObject({ format: 'dync-job-1' });
    const dead = await run('queue', 'list', 'failed');
    expect(dead.out).toMatch(/broken.mp4 .*not a video/);

    // Mended, a dead letter succeeds.
    await writeFile(join(folder, 'broken.mp4'), await readFile(join(folder, 'a.y4m')));
    expect(await queue.retry()).toBe(1);
    await vi.waitUntil(async () => (await queue.counts()).done === 3, { timeout: 120_000, interval: 200 });
    const ended = once(worker, 'close');
    worker.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('says what is wrong in one line', async () => {
    const refused = await run('queue', 'add', 'a.y4m', '-o', 'out', '--bitrate', 'much');
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/^dync: .*much.*\n$/) as unknown });
    const wrong = spawn(process.execPath, [command, 'queue', 'status', '--redis', 'redis://127.0.0.1:1'], {
      cwd: folder,
    });
    expect(await endOf(wrong)).toEqual({
      code: 1,
      err: expect.stringMatching(/^dync: Redis does not answer at 127.0.0.1:1; [^\n]+\n$/) as unknown,
    });
  });
});
