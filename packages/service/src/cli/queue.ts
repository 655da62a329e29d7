import { resolve } from 'node:path';
import { jobsOf, printJson, printText, UsageError } from '@dynamics-codec/node/cli';
import { settingsAmong, type EncodeSettings } from '@dynamics-codec/node/jobs';
import type { Order } from '../order.js';
import { JOB_STATES, type JobState, type JobView } from '../queue/job-queue.js';
import { assertRedis } from '../queue/redis-connection.js';
import { RedisQueue } from '../queue/redis-queue.js';

/** Flags of `dync queue add` besides those of an encode. */
export interface AddCommand extends EncodeSettings {
  readonly output: string;
  readonly priority?: number;
  readonly attempts?: number;
  readonly retry?: boolean;
  readonly force?: boolean;
}

/** Jobs that a list shows at most, where no number is given. */
const SHOWN = 50;

/** Opens the queue for as long as `use` takes. */
export async function withQueue(redis: string, use: (queue: RedisQueue) => Promise<void>): Promise<void> {
  await assertRedis(redis);
  const queue = new RedisQueue(redis);
  try {
    await use(queue);
  } finally {
    await queue.close();
  }
}

/** The orders of inputs: addresses as they are, anything else as of `dync batch`. @throws UsageError */
export async function ordersOf(inputs: readonly string[], command: AddCommand): Promise<Order[]> {
  const { output, retry = false, force = false } = command;
  const settings = settingsAmong(command);
  const remote = inputs.filter((input) => input.includes('://'));
  const local = inputs.filter((input) => !input.includes('://'));
  const isStore = output.includes('://');
  const folder = isStore ? '.' : output;
  const placed = (path: string): string => (isStore ? `${output.replace(/\/$/, '')}/${path}` : resolve(output, path));
  const orders = remote.map((input): Order => {
    const name = /([^/?#]+?)(\.[^./?#]*)?(?:[?#].*)?$/.exec(input)?.[1] ?? 'clip';
    return { input, output: placed(`${name}.dync`), settings, retry, force };
  });
  const jobs = local.length === 0 ? [] : await jobsOf(local, { ...settings, output: folder });
  for (const { input, output: path, settings: own } of jobs) {
    const inside = isStore ? placed(path) : resolve(path);
    orders.push({ input: resolve(input), output: inside, settings: own, retry, force });
  }
  return orders;
}

/** Queues clips. */
export async function addCommand(queue: RedisQueue, inputs: readonly string[], command: AddCommand): Promise<void> {
  const ids = await queue.add(await ordersOf(inputs, command), command);
  await printText(ids.join('\n'));
}

/** Prints how many jobs there are in which state, or one job. */
export async function statusCommand(queue: RedisQueue, id: string | undefined, json: boolean): Promise<void> {
  if (id !== undefined) {
    const job = await queue.get(id);
    if (job === undefined) throw new UsageError(`there is no job ${id}`);
    await printJson(job);
    return;
  }
  const counts = await queue.counts();
  if (json) await printJson(counts);
  else await printText(JOB_STATES.map((state) => `${state.padEnd(8)} ${counts[state]}`).join('\n'));
}

/** Prints the jobs of a state. */
export async function listCommand(
  queue: RedisQueue,
  state: JobState,
  {
    first = 0,
    count = SHOWN,
    json = false,
  }: { readonly first?: number; readonly count?: number; readonly json?: boolean },
): Promise<void> {
  const jobs = await queue.list(state, first, count);
  if (json) await printJson(jobs);
  else await printText(jobs.map(lineOf).join('\n'));
}

function lineOf({ id, progress, order, reason }: JobView): string {
  return [id, `${Math.round(100 * progress)} %`.padStart(5), order.input, reason ?? ''].join('  ').trimEnd();
}
