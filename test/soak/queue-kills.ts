/**
 * @file Kills workers of the queue with SIGKILL, one every few seconds, and Redis once, while they do many jobs. Fails where a job
 * does not end exactly once, or where a stream is missing, torn, or not that of its clip.
 *
 *     node --import tsx test/soak/queue-kills.ts [JOBS] [WORKERS] [SECONDS BETWEEN KILLS] [SEED]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueEvents } from 'bullmq';
import { EncodeProcesses } from '@dynamics-codec/node/jobs';
import { RedisQueue, type Order } from '@dynamics-codec/service';
import { pathToFileURL } from 'node:url';
import { seededRandom } from '../fixtures/random.js';
import { bundled, bundledDync } from '../support/built-command.js';
import { hasRedis, RedisServer } from '../support/redis-server.js';
import { writeSceneClip } from '../support/scene-clip.js';

const [jobs = 500, workers = 4, between = 4, seed = 1] = process.argv.slice(2).map(Number);
const CLIPS = 4;
const SETTINGS = { quality: 20, preset: 'fast', generator: 'classical' } as const;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
if (!hasRedis()) throw new Error('Expected redis-server; install it, for instance by apt-get install redis-server');
const integer = seededRandom(seed);
const folder = await mkdtemp(join(tmpdir(), 'dync-queue-kills-'));
const dync = await bundledDync();
const command = await bundled('test/fixtures/service-command.ts');

const redis = await RedisServer.start();
const queue = new RedisQueue(redis.url);
const running = new Set<ChildProcess>();
let leaving = false;
function startWorker(): void {
  const flags = ['--jobs', '1', '--lock-seconds', '3', '--log-level', 'silent', '--redis', redis.url];
  const child = spawn(process.execPath, [command, 'worker', ...flags], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  });
  running.add(child);
  child.on('exit', () => {
    running.delete(child);
    if (!leaving) startWorker();
  });
}

let failure: string | undefined;
const completed = new Map<string, number>();
const events = new QueueEvents('dync', { connection: { url: redis.url, maxRetriesPerRequest: null } });
events.on('error', () => undefined);
events.on('completed', ({ jobId }) => completed.set(jobId, (completed.get(jobId) ?? 0) + 1));
try {
  await events.waitUntilReady();
  mkdirSync(join(folder, 'out'));
  const processes = new EncodeProcesses(pathToFileURL(join(dync, '../encode-process.js')));
  const expected: Buffer[] = [];
  for (let clip = 0; clip < CLIPS; clip++) {
    const input = join(folder, `${clip}.y4m`);
    const output = join(folder, `expected-${clip}.dync`);
    await writeSceneClip(input, 3, 7 * clip);
    await processes.run({ input, output, settings: SETTINGS });
    expected.push(readFileSync(output));
  }
  await processes.close();
  const orders = Array.from({ length: jobs }, (_, job): Order => ({
    input: join(folder, `${job % CLIPS}.y4m`),
    output: join(folder, 'out', `${job}.dync`),
    settings: SETTINGS,
    retry: false,
    force: false,
  }));
  const ids = await queue.add(orders, { attempts: 5 });
  const began = performance.now();
  for (let worker = 0; worker < workers; worker++) startWorker();
  let [kills, restarted, next] = [0, false, began + 1000 * between];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { done, failed, waiting, active } = await queue.counts();
    if (waiting + active === 0) {
      if (done !== jobs || failed > 0) failure = `${done} of ${jobs} jobs are done, ${failed} failed`;
      break;
    }
    if (performance.now() > next) {
      next = performance.now() + 1000 * between;
      const all = [...running];
      const victim = all[integer(all.length)];
      // Half of the time alone, half of the time with its encoders.
      if (victim?.pid !== undefined) process.kill(integer(2) === 0 ? victim.pid : -victim.pid, 'SIGKILL');
      kills++;
    }
    if (!restarted && done > jobs / 2) {
      restarted = true;
      await redis.restart();
    }
  }
  const seconds = (performance.now() - began) / 1000;
  for (const [job, id] of ids.entries()) {
    const made = readFileSync(join(folder, 'out', `${job}.dync`));
    if (!made.equals(expected[job % CLIPS]!)) failure ??= `the stream of job ${job} differs`;
    if ((completed.get(id) ?? 0) > 1) failure ??= `job ${id} ended ${completed.get(id)} times`;
  }
  const files = readdirSync(join(folder, 'out')).filter((name) => !name.startsWith('.'));
  if (files.length !== 2 * jobs) failure ??= `${files.length} files instead of ${2 * jobs}`;
  say(
    `${jobs} jobs on ${workers} workers in ${seconds.toFixed(0)} s, ${kills} kills, Redis ${restarted ? 'restarted once' : 'not restarted'}`,
  );
  say(failure ?? 'every job ended once, every stream is whole');
} finally {
  leaving = true;
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  await events.close().catch(() => undefined);
  await queue.close();
  await redis.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failure === undefined ? 0 : 1);
