/**
 * @file What the profiles of the format differ in below the motion payload's order of fields, which is one. Profile 0
 * starts every context at one half and codes fields as plain bits; profile 1 has trained contexts for everything.
 */
import {
  codeMagnitude,
  createContexts,
  magnitudeContexts,
  type BitCoder,
  type Contexts,
} from '../../bitstream/index.js';
import type { TreeCoder } from './coefficient-tree.js';
import { trainedContexts, type ContextSource } from './context-source.js';
import type { BandSides } from '../transform/map-transform.js';
import { PlainTreeCoder, plainTreeContexts } from './plain-tree.js';
import { PlainSeriesCoder, type SeriesCoder } from './series-coding.js';
import { TrainedSeriesCoder, trainedSeriesContexts, type SeriesKind } from './trained-series.js';
import { TrainedTreeCoder, trainedTreeContexts } from './trained-tree.js';

/** Fields of a few bits that profile 1 codes with contexts, and their bits. */
export const FIELD_BITS = {
  tools: 3,
  count: 5,
  mapStep: 6,
  seriesStep: 6,
  cameraMoves: 6,
  cameraStep: 6,
  flowStep: 6,
  flowPeriod: 6,
  lightCount: 2,
  lightMapStep: 6,
  lightSeriesStep: 6,
} as const;

/** See {@link FIELD_BITS}. */
export type MotionFieldName = keyof typeof FIELD_BITS;

/** How one profile codes the parts of a motion payload; made anew for every group, as it holds all contexts. */
export interface MotionSyntax {
  field(coder: BitCoder, name: MotionFieldName, value: number): number;
  /** Codes a frame of a group of `frames`; a decoder may return one beyond them. */
  keyFrame(coder: BitCoder, value: number, frames: number): number;
  /** Codes both step indices of the next mode; a decoder may return what is no index. */
  steps(coder: BitCoder, mapStep: number, seriesStep: number): readonly [mapStep: number, seriesStep: number];
  maps(sides: BandSides, components: 1 | 2): TreeCoder;
  series(kind: SeriesKind): SeriesCoder;
}

/** Number of quantiser steps. */
export const STEP_COUNT = 64;

const STEP_PREFIX = 6;
const STEP_SIZE = magnitudeContexts(STEP_PREFIX);
const KEY_FRAME_BITS = 10;

/**
 * The syntax of a profile of the format.
 * @param profile 0 or 1: parsers of headers refuse others
 */
export function motionSyntax(profile: number): MotionSyntax {
  return profile === 0 ? new PlainSyntax() : new TrainedSyntax();
}

function withinSteps(index: number): number {
  return Math.min(Math.max(index, 0), STEP_COUNT - 1);
}

class PlainSyntax implements MotionSyntax {
  private readonly stepContexts = createContexts(2 * STEP_SIZE);
  private readonly before = [-1, -1];

  field(coder: BitCoder, name: MotionFieldName, value: number): number {
    return coder.raw(value, FIELD_BITS[name]);
  }

  keyFrame(coder: BitCoder, value: number): number {
    return coder.raw(value, KEY_FRAME_BITS);
  }

  steps(coder: BitCoder, mapStep: number, seriesStep: number): readonly [number, number] {
    return [this.step(coder, mapStep, 0), this.step(coder, seriesStep, 1)];
  }

  maps(sides: BandSides, components: 1 | 2): TreeCoder {
    return new PlainTreeCoder(sides, plainTreeContexts(), components);
  }

  series(): SeriesCoder {
    return new PlainSeriesCoder();
  }

  /** The first of each kind in plain bits, the others as differences to the mode before. */
  private step(coder: BitCoder, step: number, kind: 0 | 1): number {
    const before = this.before[kind]!;
    const value =
      before < 0 ? coder.raw(step, FIELD_BITS.mapStep) : before + this.difference(coder, step - before, kind);
    this.before[kind] = withinSteps(value);
    return value;
  }

  private difference(coder: BitCoder, difference: number, kind: number): number {
    const magnitude = codeMagnitude(coder, this.stepContexts, kind * STEP_SIZE, STEP_PREFIX, Math.abs(difference));
    return magnitude !== 0 && coder.raw(difference < 0 ? 1 : 0, 1) === 1 ? -magnitude : magnitude;
  }
}

/** Differences of a series step are coded in sets chosen by whether the map step fell, stayed or rose. */
const SERIES_STEP_SETS = 3;

/** The syntax of profile 1. */
export class TrainedSyntax implements MotionSyntax {
  private readonly fields = new Map<MotionFieldName, Contexts>();
  private readonly stepContexts: Contexts;
  private readonly stepSigns: Contexts;
  private before: readonly [number, number] | undefined;

  constructor(private readonly source: ContextSource = trainedContexts) {
    this.stepContexts = source('step', (1 + SERIES_STEP_SETS) * STEP_SIZE);
    this.stepSigns = source('stepSign', 1 + SERIES_STEP_SETS);
  }

  /** Bits from the highest; each has a context for every value of those before it. */
  field(coder: BitCoder, name: MotionFieldName, value: number): number {
    const bits = FIELD_BITS[name];
    let contexts = this.fields.get(name);
    if (contexts === undefined) this.fields.set(name, (contexts = this.source(name, 1 << bits)));
    let node = 1;
    for (let i = bits - 1; i >= 0; i--) node = 2 * node + coder.bit(contexts, node, (value >> i) & 1);
    return node - (1 << bits);
  }

  keyFrame(coder: BitCoder, value: number, frames: number): number {
    return coder.raw(value, 32 - Math.clz32(frames - 1));
  }

  steps(coder: BitCoder, mapStep: number, seriesStep: number): readonly [number, number] {
    if (this.before === undefined) {
      this.before = [this.field(coder, 'mapStep', mapStep), this.field(coder, 'seriesStep', seriesStep)];
      return this.before;
    }
    const [mapBefore, seriesBefore] = this.before;
    const first = this.difference(coder, mapStep - mapBefore, 0);
    const second = this.difference(coder, seriesStep - seriesBefore, first < 0 ? 1 : first === 0 ? 2 : 3);
    const steps = [mapBefore + first, seriesBefore + second] as const;
    this.before = [withinSteps(steps[0]), withinSteps(steps[1])];
    return steps;
  }

  maps(sides: BandSides, components: 1 | 2): TreeCoder {
    return new TrainedTreeCoder(sides, trainedTreeContexts(this.source), components);
  }

  series(kind: SeriesKind): SeriesCoder {
    return new TrainedSeriesCoder(trainedSeriesContexts(kind, this.source));
  }

  private difference(coder: BitCoder, difference: number, set: number): number {
    const magnitude = codeMagnitude(coder, this.stepContexts, set * STEP_SIZE, STEP_PREFIX, Math.abs(difference));
    return magnitude !== 0 && coder.bit(this.stepSigns, set, difference < 0 ? 1 : 0) === 1 ? -magnitude : magnitude;
  }
}
