import { Session, type Profiler } from 'node:inspector/promises';
import { threadTime } from './thread-time.js';

/** A time in which nothing else could run, in milliseconds. */
export interface Block {
  readonly stage: string;
  /** How long this thread ran, where the system tells that: others may have had the processor, too. */
  readonly length: number;
  /** Samples of the profile within it, one a millisecond where the processor is free. */
  readonly busy: number;
  /** The call that most of it was spent in, outermost function first. */
  readonly calls: string;
}

/** Gaps between turns of the event loop that are looked at, in milliseconds. */
const LEAST_MS = 20;
/** Functions of a call that are named. */
const NAMED = 10;

/** Watches the event loop by a timer that asks for every turn of it, and by a profile that tells what ran in between. */
export class LoopWatch {
  private readonly gaps: Gap[] = [];
  private readonly session = new Session();
  private stage = '';
  private last = 0;
  private lastRan = 0;
  private timer: NodeJS.Timeout | undefined;

  async start(stage: string): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: 1000 });
    await this.session.post('Profiler.start');
    this.stage = stage;
    this.last = now();
    this.lastRan = threadTime();
    this.timer = setInterval(() => {
      this.turn();
    }, 1);
  }

  /** What comes from now on belongs to a stage. */
  enter(stage: string): void {
    if (stage === this.stage) return;
    this.note(now());
    this.stage = stage;
  }

  /** Ends the watch. @returns its blocks, longest first */
  async stop(): Promise<Block[]> {
    this.turn();
    clearInterval(this.timer);
    const { profile } = await this.session.post('Profiler.stop');
    this.session.disconnect();
    return this.gaps
      .filter(({ length }) => length >= LEAST_MS)
      .sort((a, b) => b.length - a.length)
      .map(({ stage, from, to, length }) => ({ stage, length, ...callsWithin(profile, from, to) }));
  }

  private turn(): void {
    const to = now();
    this.note(to);
    this.last = to;
    this.lastRan = threadTime();
  }

  private note(to: number): void {
    const length = threadTime() - this.lastRan;
    this.gaps.push({ stage: this.stage, from: this.last, to, length });
  }
}

interface Gap extends Pick<Block, 'stage' | 'length'> {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds of the clock that profiles are stamped by. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function callsWithin(
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  from: number,
  to: number,
): Pick<Block, 'busy' | 'calls'> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const counts = new Map<number, number>();
  const countOf = (id: number): number => counts.get(id) ?? 0;
  let time = startTime;
  for (const [i, sample] of samples.entries()) {
    time += timeDeltas[i] ?? 0;
    if (time < 1000 * from || time > 1000 * to) continue;
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) counts.set(id, countOf(id) + 1);
  }
  const names: string[] = [];
  for (let node = nodes[0]; node !== undefined;) {
    const children: readonly number[] = node.children ?? [];
    const next = children.reduce((best, id) => (countOf(id) > countOf(best) ? id : best), children[0] ?? -1);
    node = countOf(next) > 0 ? byId.get(next) : undefined;
    if (node !== undefined) names.push(`${node.callFrame.functionName || '(anonymous)'} ${countOf(next)}`);
  }
  return { busy: countOf(nodes[0]?.id ?? 0), calls: names.slice(0, NAMED).join(' > ') };
}
