/**
 * @file The thread in which the guided fuzzer runs its cases. What it is at stands in memory that the main thread sees, so that
 * a case which never ends is known.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { threadTime } from '../../packages/bench/benches/support/thread-time.js';
import { seededRandom } from '../fixtures/random.js';
import { damaged, type Random } from './damaged.js';
import { runTarget, seedsOf, type GuidedKind } from './guided-targets.js';

/** What a thread is to do. */
export interface GuidedWork {
  readonly kind: GuidedKind;
  readonly seed: number;
  /** Valid streams. */
  readonly streams: readonly Uint8Array[];
  /** Cases that were worth keeping before. */
  readonly corpus: readonly Uint8Array[];
  /** Ends at the first of both. */
  readonly seconds: number;
  readonly cases: number;
  /** The number of cases that began, the length of the present one, and its bytes from byte 8 on. */
  readonly shared: SharedArrayBuffer;
}

/** What came of it. */
export interface GuidedResult {
  readonly cases: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Branches and counts that were seen: all, and those of what the thread was given. */
  readonly features: number;
  readonly given: number;
  /** The cases that showed something new, the fewest that show all of it. */
  readonly found: readonly Uint8Array[];
  /** Milliseconds that the slowest case ran. */
  readonly slowest: number;
}

/** Room for a case in the shared memory. */
export const MOST_BYTES = 1 << 14;
/** Bytes of the shared memory before the case. */
export const SHARED_HEAD = 8;
/** Longest that mutations make a case. */
const MOST_MUTATED = 4096;

declare global {
  var __ran: Uint8Array<ArrayBuffer>;
}

const work = workerData as GuidedWork;
const state = new Int32Array(work.shared, 0, 2);
const present = new Uint8Array(work.shared, SHARED_HEAD);
const random = seededRandom(Math.imul(work.seed, 0x9e3779b1));
const outcomes: Record<string, number> = {};
/** For each branch a bit for each range of counts. */
const seen = new Uint8Array(globalThis.__ran.length);
let slowest = 0;
let cases = 0;

parentPort!.postMessage(await fuzz());

async function fuzz(): Promise<GuidedResult> {
  const end = performance.now() + 1000 * work.seconds;
  const goOn = (): boolean => cases < work.cases && performance.now() < end;
  const pool = [...work.streams.flatMap((stream) => seedsOf(work.kind, stream)), ...work.corpus];
  for (const bytes of pool) if (bytes.length <= MOST_BYTES && performance.now() < end) await run(bytes);
  const given = features();
  const known = seen.slice();
  const found: Uint8Array[] = [];
  while (goOn()) {
    const bytes = mutated(pool);
    if (!(await run(bytes))) continue;
    pool.push(bytes);
    found.push(bytes);
  }
  const all = features();
  return { cases, outcomes, given, features: all, found: await fewest(found, known), slowest };
}

/** Runs a case. @returns whether it showed something new */
async function run(bytes: Uint8Array): Promise<boolean> {
  cases++;
  present.set(bytes);
  state[1] = bytes.length;
  Atomics.add(state, 0, 1);
  globalThis.__ran.fill(0);
  const began = threadTime();
  const outcome = await runTarget(work.kind, bytes);
  slowest = Math.max(slowest, threadTime() - began);
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return note(seen);
}

/** Adds what ran to what was seen. @returns whether something of it is new */
function note(all: Uint8Array): boolean {
  const ran = globalThis.__ran;
  let isNew = false;
  for (let i = 0; i < ran.length; i++) {
    const count = ran[i]!;
    if (count === 0) continue;
    const range = 1 << (count < 4 ? count - 1 : count < 8 ? 3 : count < 16 ? 4 : count < 32 ? 5 : count < 128 ? 6 : 7);
    if ((all[i]! & range) !== 0) continue;
    all[i]! |= range;
    isNew = true;
  }
  return isNew;
}

function features(): number {
  return seen.reduce((sum, ranges) => sum + bits(ranges), 0);
}

function bits(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/** A case made of one or two others; those found last are taken more often. */
function mutated(pool: readonly Uint8Array[]): Uint8Array {
  const one = chosen(pool, random);
  const spliced = random(5) === 0 ? splice(one, chosen(pool, random)) : one;
  return damaged(spliced, 1 + random(random(3) === 0 ? 12 : 4), random).subarray(0, MOST_MUTATED);
}

function chosen(pool: readonly Uint8Array[], below: Random): Uint8Array {
  const recent = Math.min(pool.length, 64);
  return pool[below(3) === 0 ? pool.length - 1 - below(recent) : below(pool.length)]!;
}

function splice(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [end, start] = [random(a.length + 1), random(b.length + 1)];
  return Uint8Array.from([...a.subarray(0, end), ...b.subarray(start)]);
}

/** The shortest cases that show what all of them do beyond what is known. */
async function fewest(found: readonly Uint8Array[], known: Uint8Array): Promise<Uint8Array[]> {
  const kept: Uint8Array[] = [];
  for (const bytes of [...found].sort((a, b) => a.length - b.length)) {
    globalThis.__ran.fill(0);
    await runTarget(work.kind, bytes);
    if (note(known)) kept.push(bytes);
  }
  return kept;
}
