/**
 * @file Queues many jobs on a real Redis and measures the memory of the producer, and how long it takes to list, look at and cancel
 * jobs then. Fails above 200 MB, and where one of them takes half a second.
 *
 *     npm run build && node --import tsx test/soak/queue-length.ts [JOBS]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisQueue } from '@dynamics-codec/service';
import { hasRedis, RedisServer } from '../support/redis-server.js';

const jobs = Number(process.argv[2] ?? 10_000);
if (!hasRedis()) throw new Error('Expected redis-server; install it, for instance by apt-get install redis-server');
const redis = await RedisServer.start();
const queue = new RedisQueue(redis.url);
const folder = mkdtempSync(join(tmpdir(), 'dync-queue-length-'));
const COMMAND = join(import.meta.dirname, '../../bin/dync');
let slowest = 0;

async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  process.stdout.write(`${what}: ${ms.toFixed(0)} ms\n`);
  return ms;
}

/** Queues a list by the command, and gives the most bytes that its process held. */
async function queued(list: string): Promise<number> {
  const flags = ['-o', folder, '--size', '512x512', '--redis', redis.url];
  const child = spawn(process.execPath, [COMMAND, 'queue', 'add', list, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = once(child, 'close');
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 20);
  const [code] = (await ended) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`dync queue add ended with ${code}`);
  ids = out.trim().split('\n');
  return most;
}

let ids: string[] = [];
let most = 0;
try {
  const list = join(folder, 'clips.jsonl');
  writeFileSync(list, Array.from({ length: jobs }, (_, n) => `{"input":"${n}.mp4","bitrate":"8k"}\n`).join(''));
  await timed(`${jobs} jobs queued`, async () => (most = await queued(list)));
  slowest = Math.max(slowest, await timed('counts', () => queue.counts()));
  slowest = Math.max(slowest, await timed('a list of 50 in the middle', () => queue.list('waiting', jobs >> 1, 50)));
  slowest = Math.max(slowest, await timed('one job', () => queue.get(ids[jobs >> 1]!)));
  slowest = Math.max(slowest, await timed('one cancelled', () => queue.cancel(ids[jobs >> 1]!)));
  const { waiting } = await queue.counts();
  if (waiting !== jobs - 1) throw new Error(`${waiting} jobs wait instead of ${jobs - 1}`);
} finally {
  await queue.close();
  await redis.close();
  rmSync(folder, { recursive: true, force: true });
}
const megabytes = most / 1e6;
process.stdout.write(`producer: ${megabytes.toFixed(0)} MB at most\n`);
process.exit(megabytes < 200 && slowest < 500 ? 0 : 1);
