/**
 * @file Where the contexts of the motion coder start, learned from motion tokens:
 *
 *     npx tsx lab/context-tables/context-training.ts TOKENS [--write]
 *
 * TOKENS is the folder that `context-tokens.ts` wrote. Prints what the tables save, against contexts that know nothing, by
 * four-fold cross-validation over clips and on the clips that are held out; with `--write`, replaces the tables of the
 * format by what was learned from the others.
 *
 * A context's start has two parts, a probability and how many bits it counts for. Both are chosen for each context on its own,
 * so that the sum over payloads of the code length of the bits it coded there is least, by the very arithmetic of the coder.
 * Every clip weighs the same; its payloads weigh by one over the root of their bytes, between bytes and shares. A context that
 * few payloads use is held near one half by a prior bit of each kind.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContexts, RangeEncoder, type BitCoder, type Contexts } from 'dynamics-codec/bitstream';
import { adapt, bitCost } from '../../packages/codec/src/bitstream/adaptive-bit.js';
import { mean } from 'dynamics-codec/math';
import { codeMotion, type MotionTokens } from 'dynamics-codec/motion';
import {
  formatContexts,
  parseContexts,
  TRUSTS,
  type ContextSource,
  type InitialContexts,
} from '../../packages/codec/src/motion/tokens/context-source.js';
import { MotionSyntax } from '../../packages/codec/src/motion/tokens/motion-syntax.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import type { TokenSample } from './context-samples.js';
import { isHeldOut } from '../training/held-out.js';

const TABLES = 'packages/codec/src/motion/tokens/context-tables.ts';
const FOLDS = 4;
/** Weight of the prior bits, in mean payloads. */
const PRIOR = 0.5;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const SEARCH_STEPS = 9;
const WIDEST_LOGIT = 5.5;

type Tables = Map<string, InitialContexts>;

interface Payload {
  readonly clip: string;
  readonly bytes: number;
  /** For each named set and context, the bits that it coded, in order. */
  readonly bits: Map<string, Map<number, number[]>>;
  readonly sample: TokenSample;
  readonly tokens: MotionTokens;
}

/** Notes which bit every context codes. */
class Recorder implements BitCoder {
  readonly decoding = false;
  readonly bits = new Map<string, Map<number, number[]>>();
  readonly sizes = new Map<string, number>();
  private readonly names = new Map<Contexts, string>();

  readonly source: ContextSource = (name, size) => {
    const contexts = createContexts(size);
    this.names.set(contexts, name);
    this.sizes.set(name, size);
    return contexts;
  };

  bit(contexts: Contexts, index: number, bit: number): number {
    const name = this.names.get(contexts)!;
    const set = this.bits.get(name) ?? new Map<number, number[]>();
    this.bits.set(name, set);
    const own = set.get(index) ?? [];
    set.set(index, own);
    own.push(bit);
    return bit;
  }

  raw(value: number): number {
    return value;
  }
}

function revived(sample: TokenSample): MotionTokens {
  const integers = new Set(['x', 'y', 'series']);
  const text = JSON.stringify(sample.tokens);
  const tokens = JSON.parse(text, (name, value: unknown) =>
    integers.has(name) ? Int32Array.from(value as number[]) : value,
  ) as MotionTokens;
  return { ...tokens, advection: tokens.advection, light: tokens.light };
}

function payloadBytes({ sample, tokens }: Pick<Payload, 'sample' | 'tokens'>, syntax: MotionSyntax): number {
  const encoder = new RangeEncoder();
  codeMotion(encoder, tokens, sample.width, sample.height, sample.frames, syntax);
  return encoder.finish().length;
}

function load(folder: string, sizes: Map<string, number>): Payload[] {
  const payloads: Payload[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    for (const sample of JSON.parse(readFileSync(join(folder, file), 'utf8')) as TokenSample[]) {
      const tokens = revived(sample);
      const recorder = new Recorder();
      codeMotion(recorder, tokens, sample.width, sample.height, sample.frames, new MotionSyntax(recorder.source));
      for (const [name, size] of recorder.sizes) sizes.set(name, size);
      payloads.push({
        clip: sample.clip,
        bytes: payloadBytes({ sample, tokens }, new MotionSyntax(sourceOf(new Map()))),
        bits: recorder.bits,
        sample,
        tokens,
      });
    }
  }
  return payloads;
}

/** Weight of each payload; their mean is one. */
function weightsOf(payloads: readonly Payload[]): number[] {
  const ofClip = new Map<string, number>();
  for (const { clip } of payloads) ofClip.set(clip, (ofClip.get(clip) ?? 0) + 1);
  const weights = payloads.map(({ clip, bytes }) => 1 / (ofClip.get(clip)! * Math.sqrt(bytes + 1)));
  const usual = mean(weights);
  return weights.map((weight) => weight / usual);
}

function learn(payloads: readonly Payload[], sizes: ReadonlyMap<string, number>): Tables {
  const weights = weightsOf(payloads);
  const tables: Tables = new Map();
  for (const [name, size] of [...sizes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const initial = parseContexts('', size);
    for (let index = 0; index < size; index++) {
      const runs = payloads.flatMap(({ bits }, i) => {
        const own = bits.get(name)?.get(index);
        return own === undefined ? [] : [{ weight: weights[i]!, bits: own }];
      });
      if (runs.length === 0) continue;
      const { probability, trust } = bestStart(runs);
      initial.probabilities[index] = probability;
      initial.trusts[index] = trust;
    }
    tables.set(name, initial);
  }
  return tables;
}

interface Run {
  readonly weight: number;
  readonly bits: readonly number[];
}

function bestStart(runs: readonly Run[]): { readonly probability: number; readonly trust: number } {
  let best = { probability: 1 << 15, trust: 0 };
  let leastBits = Infinity;
  for (const trust of TRUSTS) {
    const at = (logit: number): number => Math.min(Math.max(Math.round(256 / (1 + Math.exp(-logit))), 1), 255) << 8;
    const cost = (logit: number): number => costOf(runs, at(logit), trust);
    let [low, high] = [-WIDEST_LOGIT, WIDEST_LOGIT];
    let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    let [ofA, ofB] = [cost(a), cost(b)];
    for (let i = 0; i < SEARCH_STEPS; i++) {
      if (ofA < ofB) {
        [high, b, ofB] = [b, a, ofA];
        a = high - GOLDEN * (high - low);
        ofA = cost(a);
      } else {
        [low, a, ofA] = [a, b, ofB];
        b = low + GOLDEN * (high - low);
        ofB = cost(b);
      }
    }
    const least = Math.min(ofA, ofB);
    if (least < leastBits) {
      leastBits = least;
      best = { probability: at(ofA < ofB ? a : b), trust };
    }
  }
  return best;
}

function costOf(runs: readonly Run[], probability: number, trust: number): number {
  const start = createContexts(1, probability, trust);
  let sum = PRIOR * (bitCost(start, 0, 0) + bitCost(start, 0, 1));
  const now = createContexts(1);
  for (const { weight, bits } of runs) {
    now.probabilities[0] = probability;
    now.seen[0] = trust;
    let cost = 0;
    for (const bit of bits) {
      cost += bitCost(now, 0, bit);
      adapt(now, 0, bit);
    }
    sum += weight * cost;
  }
  return sum;
}

function sourceOf(tables: Tables): ContextSource {
  return (name, size) => {
    const initial = tables.get(name) ?? parseContexts('', size);
    return createContexts(size, initial.probabilities, initial.trusts);
  };
}

interface Outcome {
  readonly payload: Payload;
  readonly bytes: number;
}

function outcomes(payloads: readonly Payload[], tables: Tables): Outcome[] {
  const source = sourceOf(tables);
  return payloads.map((payload) => ({ payload, bytes: payloadBytes(payload, new MotionSyntax(source)) }));
}

function report(title: string, all: readonly Outcome[]): void {
  const saved = (some: readonly Outcome[]): string => {
    if (some.length === 0) return '-';
    const before = some.reduce((sum, { payload }) => sum + payload.bytes, 0);
    return `${(100 * (1 - some.reduce((sum, { bytes }) => sum + bytes, 0) / before)).toFixed(1)} %`;
  };
  const within = (low: number, high: number): Outcome[] =>
    all.filter(({ payload: { bytes } }) => bytes >= low && bytes < high);
  const clips = [...new Set(all.map(({ payload }) => payload.clip))]
    .map((clip) => saved(all.filter(({ payload }) => payload.clip === clip)))
    .sort((a, b) => parseFloat(a) - parseFloat(b));
  const bands = [
    [0, 100],
    [100, 200],
    [200, 400],
    [400, 800],
    [800, Infinity],
  ] as const;
  console.log(
    tableRow([
      title,
      all.length,
      saved(all),
      ...bands.map(([low, high]) => saved(within(low, high))),
      clips[0] ?? '',
      clips[clips.length >> 1] ?? '',
    ]),
  );
}

const HEAD = [
  'tables learned from',
  'payloads',
  'bytes saved',
  'below 100',
  '100 to 200',
  '200 to 400',
  '400 to 800',
  'above',
  'worst clip',
  'median clip',
];

function main(): void {
  const [folder] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  if (folder === undefined) {
    console.log(
      'Usage: npx tsx lab/context-tables/context-training.ts TOKENS [--write], TOKENS the folder that context-tokens.ts wrote',
    );
    return;
  }
  const sizes = new Map<string, number>();
  const payloads = load(folder, sizes);
  const clips = [...new Set(payloads.map(({ clip }) => clip))];
  console.log(tableHead(HEAD).join('\n'));
  report(
    'shipped tables',
    payloads.map((payload) => ({ payload, bytes: payloadBytes(payload, new MotionSyntax()) })),
  );
  const folds = [...Array(FOLDS).keys()].flatMap((fold) => {
    const tested = (clip: string): boolean => clips.indexOf(clip) % FOLDS === fold;
    return outcomes(
      payloads.filter(({ clip }) => tested(clip)),
      learn(
        payloads.filter(({ clip }) => !tested(clip)),
        sizes,
      ),
    );
  });
  report('other clips, four folds', folds);
  const tables = learn(
    payloads.filter(({ clip }) => !isHeldOut(`${clip}.mp4`)),
    sizes,
  );
  report(
    'training clips, measured on those held out',
    outcomes(
      payloads.filter(({ clip }) => isHeldOut(`${clip}.mp4`)),
      tables,
    ),
  );
  if (!process.argv.includes('--write')) return;
  const lines = [...tables]
    .map(([name, initial]) => [name, formatContexts(initial)] as const)
    .filter(([, text]) => text !== '');
  const head = readFileSync(TABLES, 'utf8').split('{')[0]!;
  writeFileSync(TABLES, `${head}{\n${lines.map(([name, text]) => `  ${name}:\n    '${text}',`).join('\n')}\n};\n`);
  console.log(`${TABLES}: ${lines.reduce((sum, [, text]) => sum + text.length, 0)} letters in ${lines.length} sets`);
}

main();
