import { createServer as createSite, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStreamInfo } from 'dynamics-codec';
import {
  createServer,
  JobMetrics,
  MemoryQueue,
  OrderPerformer,
  sweep,
  type ServerRules,
} from '@dynamics-codec/service';
import { bundledDync } from './support/built-command.js';
import { writeSceneClip } from './support/scene-clip.js';

type Api = Awaited<ReturnType<typeof createServer>>;

interface Job {
  readonly id: string;
  readonly state: string;
  readonly reason?: string;
  readonly links: Readonly<Record<string, string>>;
}

const KEY = { authorization: 'Bearer secret' };
const SETTINGS = 'quality=20&preset=fast&generator=classical&frames=3';
let folder = '';
let clip: Buffer;
let api: Api;
let queue: MemoryQueue;
let performer: OrderPerformer;
let site: Server;

const rules = (more: Partial<ServerRules> = {}): ServerRules => ({
  data: join(folder, 'data'),
  keys: ['other', 'secret'],
  maxBytes: 200_000,
  maxSeconds: 10,
  maxPixels: 2 ** 20,
  perMinute: 100,
  maxWaiting: 100,
  ...more,
});

async function upload(
  body: Buffer,
  query = SETTINGS,
): Promise<{ readonly status: number; readonly job: Job & { message: string } }> {
  const headers = { ...KEY, 'content-type': 'video/x-y4m' };
  const response = await api.inject({ method: 'POST', url: `/v1/jobs?${query}`, headers, payload: body });
  return { status: response.statusCode, job: response.json() };
}

async function order(input: string): Promise<{ readonly status: number; readonly job: Job & { message: string } }> {
  const payload = { input, settings: { quality: 20, preset: 'fast', generator: 'classical', frames: 3 } };
  const response = await api.inject({ method: 'POST', url: '/v1/jobs', headers: KEY, payload });
  return { status: response.statusCode, job: response.json() };
}

/** The job once it has ended, as its events tell. */
async function ended({ links }: Job): Promise<Job> {
  const { body } = await api.inject({ url: links['events']!, headers: KEY });
  return JSON.parse(body.trim().split('\n\n').at(-1)!.slice('data: '.length)) as Job;
}

const get = (url: string) => api.inject({ url, headers: KEY });

beforeAll(async () => {
  const module = pathToFileURL(join(await bundledDync(), '../encode-process.js'));
  folder = await mkdtemp(join(tmpdir(), 'dync-server-'));
  await writeSceneClip(join(folder, 'a.y4m'), 3);
  clip = await readFile(join(folder, 'a.y4m'));
  site = createSite((_, response) => response.end(clip));
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  performer = new OrderPerformer({ maxBytes: 1e6, allowPrivate: false, roots: [join(folder, 'data')] }, module);
  queue = new MemoryQueue({ jobs: 1, performer, metrics: new JobMetrics() });
  api = await createServer(queue, new JobMetrics(queue), rules());
});
afterAll(async () => {
  await api.close();
  await queue.close();
  await performer.close();
  site.close();
  await rm(folder, { recursive: true, force: true });
});

describe('dync serve', () => {
  it('takes a video and gives events, stream, poster and snippet', async () => {
    const { status, job } = await upload(clip);
    expect(status).toBe(202);
    const done = await ended(job);
    expect(done).toMatchObject({ state: 'done', result: { frames: 3 } });
    const { rawPayload } = await get(done.links['stream']!);
    expect(readStreamInfo(new Uint8Array(rawPayload))).toMatchObject({ width: 64, frames: 3 });
    const poster = await get(done.links['poster']!);
    expect([poster.headers['content-type'], poster.rawPayload.subarray(8, 12).toString()]).toEqual([
      'image/webp',
      'WEBP',
    ]);
    expect((await get(done.links['snippet']!)).body).toContain(`src="${done.links['stream']!}"`);
    expect((await get('/v1/jobs/counts')).json()).toEqual({ waiting: 0, active: 0, done: 1, failed: 0 });
    expect((await get('/v1/jobs?state=done')).json()).toMatchObject([{ id: job.id }]);
  });

  it('says why a clip failed, without a place on the server', async () => {
    const { job } = await upload(Buffer.from('no video\n'.repeat(100)));
    const failed = await ended(job);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^The clip is not a video/) as unknown,
    });
    expect(JSON.stringify(failed)).not.toContain(folder);
    expect((await get(`${job.links['self']!}/stream.dync`)).statusCode).toBe(409);
    expect((await api.inject({ method: 'POST', url: `${job.links['self']!}/retry`, headers: KEY })).statusCode).toBe(
      202,
    );
    expect(await ended(job)).toMatchObject({ state: 'failed' });
  });

  it('reaches no private address and no file of the server', async () => {
    const { port } = site.address() as AddressInfo;
    for (const input of [`https://127.0.0.1:${port}/a`, 'https://localhost/a', `http://127.0.0.1:${port}/a`]) {
      const { job } = await order(input);
      expect(await ended(job)).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/public internet|https/) as unknown,
      });
    }
    for (const input of ['/etc/passwd', 'file:///etc/passwd', 's3://in/a', join(folder, 'a.y4m'), '', 'concat:a|b'])
      expect((await order(input)).status).toBe(400);
    for (const path of [
      '/v1/jobs/..%2f..%2fa.y4m/stream.dync',
      '/v1/jobs/../../a.y4m',
      `/v1/jobs/${'0'.repeat(24)}/stream.dync`,
    ])
      expect([400, 404]).toContain((await get(path)).statusCode);
    // An order of somebody else's producer is not served from here.
    const [id] = await queue.add([
      { input: join(folder, 'a.y4m'), output: join(folder, 'x.dync'), settings: {}, retry: false, force: false },
    ]);
    expect((await get(`/v1/jobs/${id}`)).statusCode).toBe(404);
  });

  it('keeps to its limits', async () => {
    expect((await api.inject({ url: '/v1/jobs' })).statusCode).toBe(401);
    expect((await api.inject({ url: '/v1/jobs', headers: { authorization: 'Bearer wrong' } })).statusCode).toBe(401);
    expect((await api.inject({ url: '/' })).body).toContain('<title>dync</title>');
    const before = await readdir(join(folder, 'data/uploads'));
    expect((await upload(Buffer.alloc(300_000))).status).toBe(413);
    expect((await upload(clip, 'bitrate=much')).job.message).toMatch(/bitrate.*much/);
    expect((await upload(clip, 'maxPixels=1e9')).job.message).toMatch(/limit of the server/);
    expect((await upload(clip, 'output=/etc/x')).job.message).toMatch(/no setting/);
    expect(await readdir(join(folder, 'data/uploads'))).toEqual(before);
    const strict = await createServer(queue, new JobMetrics(), rules({ perMinute: 1, maxWaiting: 0 }));
    const payload = { input: 'https://example.com/a.mp4' };
    const ask = () => strict.inject({ method: 'POST', url: '/v1/jobs', headers: KEY, payload });
    expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([503, 429]);
    await strict.close();
  });

  it('removes videos after their time, and streams where told to', async () => {
    const data = join(folder, 'data');
    const { job: failed } = await upload(Buffer.from('no video\n'.repeat(99)));
    const { job } = await upload(clip);
    const { links } = await ended(job);
    await ended(failed);
    const past = new Date(Date.now() - 48 * 3_600_000);
    for (const name of await readdir(join(data, 'uploads'))) await utimes(join(data, 'uploads', name), past, past);
    expect(await sweep(data, queue, { keepUploads: 72 })).toEqual({ uploads: 0, streams: 0 });
    const waiting = async (id: string) => ({ ...(await queue.get(id))!, state: 'waiting' as const });
    expect(await sweep(data, { get: waiting }, { keepUploads: 24 })).toEqual({ uploads: 0, streams: 0 });
    expect((await sweep(data, queue, { keepUploads: 24 })).uploads).toBeGreaterThan(1);
    expect(await readdir(join(data, 'uploads'))).toEqual([]);
    const retried = await api.inject({ method: 'POST', url: `${failed.links['self']!}/retry`, headers: KEY });
    expect(retried.statusCode).toBe(410);
    expect(retried.body).toContain('send it again');

    expect((await get(links['stream']!)).statusCode).toBe(200);
    const tomorrow = Date.now() + 24 * 3_600_000;
    expect((await sweep(data, queue, { keepUploads: 1, keepStreams: 12 }, tomorrow)).streams).toBe(2);
    expect(await readdir(join(data, 'streams'))).toEqual([]);
    expect((await get(links['stream']!)).statusCode).toBe(410);
  });

  it('describes itself', async () => {
    const { paths } = (await get('/openapi.json')).json<{ paths: Record<string, object> }>();
    expect(Object.keys(paths)).toContain('/v1/jobs/{id}/events');
    expect((await get('/metrics')).body).toMatch(/dync_queue_jobs\{state="done"\} 2/);
    expect((await get('/healthz')).body).toBe('ok\n');
  });
});
