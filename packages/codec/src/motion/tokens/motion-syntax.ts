/**
 * @file How the parts of a motion payload are coded; motion-tokens.ts says in which order. Everything that is worth it has
 * contexts, which start from what the training clips taught.
 */
import { codeMagnitude, magnitudeContexts, type BitCoder, type Contexts } from '../../bitstream/index.js';
import type { BandSides } from '../transform/map-transform.js';
import { TreeCoder } from './coefficient-tree.js';
import { trainedContexts, type ContextSource } from './context-source.js';
import { SeriesCoder, seriesContexts, type SeriesKind } from './series-coder.js';
import { treeContexts } from './tree-contexts.js';

/** Fields of a few bits that are coded with contexts, and their bits. */
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

/** Number of quantiser steps. */
export const STEP_COUNT = 64;

const STEP_PREFIX = 6;
const STEP_SIZE = magnitudeContexts(STEP_PREFIX);

function withinSteps(index: number): number {
  return Math.min(Math.max(index, 0), STEP_COUNT - 1);
}

/** Differences of a series step are coded in sets chosen by whether the map step fell, stayed or rose. */
const SERIES_STEP_SETS = 3;

/** Codes the parts of a motion payload; made anew for every group, as it holds all contexts. */
export class MotionSyntax {
  private readonly fields = new Map<MotionFieldName, Contexts>();
  private readonly stepContexts: Contexts;
  private readonly stepSigns: Contexts;
  private before: readonly [number, number] | undefined;

  constructor(private readonly source: ContextSource = trainedContexts) {
    this.stepContexts = source('step', (1 + SERIES_STEP_SETS) * STEP_SIZE);
    this.stepSigns = source('stepSign', 1 + SERIES_STEP_SETS);
  }

  /** Codes a field, its bits from the highest; each has a context for every value of those before it. */
  field(coder: BitCoder, name: MotionFieldName, value: number): number {
    const bits = FIELD_BITS[name];
    let contexts = this.fields.get(name);
    if (contexts === undefined) this.fields.set(name, (contexts = this.source(name, 1 << bits)));
    let node = 1;
    for (let i = bits - 1; i >= 0; i--) node = 2 * node + coder.bit(contexts, node, (value >> i) & 1);
    return node - (1 << bits);
  }

  /** Codes a frame of a group of `frames`; a decoder may return one beyond them. */
  keyFrame(coder: BitCoder, value: number, frames: number): number {
    return coder.raw(value, 32 - Math.clz32(frames - 1));
  }

  /** Codes both step indices of the next mode; a decoder may return what is no index. */
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

  /** A coder of maps that starts anew. */
  maps(sides: BandSides, components: 1 | 2): TreeCoder {
    return new TreeCoder(sides, treeContexts(this.source), components);
  }

  /** A coder of series that starts anew. */
  series(kind: SeriesKind): SeriesCoder {
    return new SeriesCoder(seriesContexts(kind, this.source));
  }

  private difference(coder: BitCoder, difference: number, set: number): number {
    const magnitude = codeMagnitude(coder, this.stepContexts, set * STEP_SIZE, STEP_PREFIX, Math.abs(difference));
    return magnitude !== 0 && coder.bit(this.stepSigns, set, difference < 0 ? 1 : 0) === 1 ? -magnitude : magnitude;
  }
}
