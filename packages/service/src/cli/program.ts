import { addEncodeFlags, numberBetween, printText, quietCommand, UsageError } from '@dynamics-codec/node/cli';
import { Argument, type Command } from 'commander';
import { JOB_STATES, type JobState } from '../queue/job-queue.js';
import { configured } from '../settings-file.js';
import { QUEUE_OPTIONS, SERVE_OPTIONS, WORKER_OPTIONS } from './options.js';
import type { RedisQueue } from '../queue/redis-queue.js';
import type * as QueueCommands from './queue.js';
import type { AddCommand } from './queue.js';

const CONFIG = 'JSON file of options; flags and the environment (DYNC_REDIS and so on) come first';

/**
 * The commands of `dync` that this package brings: `queue`, `worker`, `serve`.
 * @param signal raised when the user interrupts
 */
export function createServiceProgram(signal: AbortSignal): Command {
  const program = quietCommand('dync');
  addQueue(program);
  addWorker(program, signal);
  addServe(program, signal);
  return program;
}

function addQueue(program: Command): void {
  const queue = program.command('queue').description('jobs that workers on any number of machines do');
  const add = onRedis(queue.command('add'))
    .description('queue clips, and print the ids of their jobs')
    .argument('<inputs...>', 'as of dync batch, or addresses: s3://BUCKET/KEY, https://')
    .requiredOption('-o, --output <place>', 'folder, or s3://BUCKET/PREFIX')
    .option('--priority <number>', '1 is first', numberBetween(1, 2_097_152, 'integer'))
    .option('--attempts <count>', 'how often a job is tried in all (3 when left out)', numberBetween(1, 100, 'integer'))
    .option('--retry', 'try clips again that failed before')
    .option('--force', 'replace streams that have no report beside them');
  addEncodeFlags(add).action((inputs: string[], command: AddCommand) =>
    onQueue(add, ({ queue: opened, commands }) => commands.addCommand(opened, inputs, command)),
  );
  const status = onRedis(queue.command('status'))
    .description('how many jobs wait, run, are done and failed; or one job')
    .argument('[id]')
    .option('--json', 'print as JSON');
  status.action((id: string | undefined, { json = false }: { json?: boolean }) =>
    onQueue(status, ({ queue: opened, commands }) => commands.statusCommand(opened, id, json)),
  );
  const list = onRedis(queue.command('list'))
    .description('the jobs of a state; failed ones are the dead letters')
    .addArgument(new Argument('<state>').choices([...JOB_STATES]))
    .option('--first <number>', 'where to begin', numberBetween(0, 1e9, 'integer'))
    .option('--count <number>', 'most jobs (50 when left out)', numberBetween(1, 1e5, 'integer'))
    .option('--json', 'print as JSON');
  list.action((state: JobState, options: { first?: number; count?: number; json?: boolean }) =>
    onQueue(list, ({ queue: opened, commands }) => commands.listCommand(opened, state, options)),
  );
  const retry = onRedis(queue.command('retry'))
    .description('queue dead letters again: those named, or all')
    .argument('[ids...]');
  retry.action((ids: string[]) =>
    onQueue(retry, async ({ queue: opened }) => {
      const count = await opened.retry(ids.length === 0 ? undefined : ids);
      await printText(`${count} queued again`);
    }),
  );
  const cancel = onRedis(queue.command('cancel')).description('give jobs up that wait or run').argument('<ids...>');
  cancel.action((ids: string[]) =>
    onQueue(cancel, async ({ queue: opened }) => {
      for (const id of ids) if (!(await opened.cancel(id))) throw new UsageError(`no job ${id} waits or runs`);
    }),
  );
}

function addWorker(program: Command, signal: AbortSignal): void {
  const worker = onRedis(program.command('worker'))
    .description('do jobs of the queue until told to leave')
    .option('--jobs <count>', 'jobs at a time (the cores of the machine when left out)')
    .option('--timeout <seconds>', 'most time for a clip')
    .option('--rate <jobs/seconds>', 'most jobs that all workers begin, like 10/60')
    .option(
      '--lock-seconds <seconds>',
      'after so long without a sign of life a worker counts as lost (30 when left out)',
    )
    .option('--root <folders>', 'folders, between commas, that local files must lie in')
    .option('--max-bytes <count>', 'most bytes of an input that is fetched (2 GiB when left out)')
    .option('--allow-private', 'fetch from private networks, and by plain http, too')
    .option('--port <number>', 'serve /healthz and /metrics')
    .option('--host <address>', 'where to serve them (127.0.0.1 when left out)')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent');
  worker.action(async () => {
    const { workerCommand } = await import('./worker.js');
    await workerCommand(await configured(worker, WORKER_OPTIONS), signal);
  });
}

function addServe(program: Command, signal: AbortSignal): void {
  const serve = onRedis(program.command('serve'))
    .description(
      'serve an HTTP API: videos in, streams out; jobs are done in this process, or by workers where Redis is named',
    )
    .option('--data <folder>', 'folder of uploads, streams and, without Redis, jobs; workers share it')
    .option(
      '--key <keys>',
      'keys, between commas, one of which requests must have (better by DYNC_KEY: others see flags)',
    )
    .option('--host <address>', 'where to serve (127.0.0.1 when left out)')
    .option('--port <number>', 'where to serve (8080 when left out)')
    .option('--jobs <count>', 'jobs at a time (the cores of the machine when left out)')
    .option('--timeout <seconds>', 'most time for a clip (600 when left out)')
    .option('--max-bytes <count>', 'most bytes of an upload (512 MiB when left out)')
    .option('--max-seconds <count>', 'most seconds of a clip (120 when left out)')
    .option('--max-pixels <count>', 'most pixels of a picture (2097152 when left out)')
    .option('--per-minute <count>', 'most jobs of a client in a minute (30 when left out)')
    .option('--max-waiting <count>', 'most jobs that wait (1000 when left out)')
    .option(
      '--keep-uploads <hours>',
      'remove videos so long after they came, once their jobs have ended (24 when left out)',
    )
    .option('--keep-streams <hours>', 'remove streams so long after they were made (never when left out)')
    .option('--allow-private', 'fetch from private networks, and by plain http, too')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent');
  serve.action(async () => {
    const { serveCommand } = await import('./serve.js');
    await serveCommand(await configured(serve, SERVE_OPTIONS), signal);
  });
}

function onRedis(command: Command): Command {
  return command
    .option('--redis <url>', 'address of Redis, like redis://localhost:6379')
    .option('--config <file>', CONFIG);
}

/** Opens the queue that a command names, for as long as `use` takes. */
async function onQueue(
  command: Command,
  use: (tools: { readonly queue: RedisQueue; readonly commands: typeof QueueCommands }) => Promise<void>,
): Promise<void> {
  const { redis } = await configured(command, QUEUE_OPTIONS);
  const commands = await import('./queue.js');
  await commands.withQueue(redis, (queue) => use({ queue, commands }));
}
