import type { FlowQuality } from '../motion/index.js';
import { InvalidOptionError } from '../picture/index.js';

/** How much time an encode may take; see docs/benchmarks.md for what each costs and gains. */
export type Preset = 'fast' | 'balanced';

/**
 * A part of the encoder that can be left out, to see what it is worth; streams stay valid.
 * - `oscillation`, `advection`, `light`, `camera`: priors
 * - `lagrangian`: modes fixed to the key picture
 * - `rotation`: modes that turn discs about their centres
 * - `gate`: modes held back where they do not explain the measured flow
 * - `refinement`: modes fitted to the pixels rather than to the flow
 * - `decoded-reference`: the decoded key picture as what modes are fitted to
 * - `series-fit`: time series fitted anew to the quantised maps
 * - `series-choice`: time series quantised finer or coarser than usual where that pays
 * - `velocity-weight`: errors of velocity before errors of position
 * - `rdo`: quantisation by rate and distortion instead of rounding
 * - `whole-light`: light of the whole picture: fades and flashes
 * - `grain`: grain in place of the fine texture that key pictures lose
 * - `split`: bytes divided between key picture and motion by what both measure
 * - `short-groups`: groups halved where one key picture cannot hold them
 */
export type EncoderTool = (typeof ENCODER_TOOLS)[number];

/** All that {@link EncoderTool} names. */
export const ENCODER_TOOLS = [
  'oscillation',
  'advection',
  'light',
  'whole-light',
  'camera',
  'lagrangian',
  'rotation',
  'gate',
  'refinement',
  'decoded-reference',
  'series-fit',
  'series-choice',
  'velocity-weight',
  'rdo',
  'grain',
  'split',
  'drawn-motion',
  'short-groups',
] as const;

/** All that {@link Preset} names, quickest first. */
export const PRESETS = ['fast', 'balanced'] as const;

/** Efforts of the still encoder, 0 to 9. */
export interface StillEfforts {
  /** While a quality is searched for. */
  readonly search: number;
  /** Where higher, the picture that was found is encoded anew with it, at the quality at which it fits best. */
  readonly last: number;
  /** Tries for the picture that was found, which may use up more bytes: steps of quality and efforts. */
  readonly squeezes: readonly (readonly [more: number, effort: number])[];
  /** Share of its bytes from which a picture is not tried anew. */
  readonly squeezeBelow: number;
}

/** Pixels above which a picture is large. */
const LARGE = 512 * 512;

/** Whether pictures are so large that presets have other plans for them. */
export function isLarge({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width * height > LARGE;
}

/** What an encode spends its time on. */
export interface EncoderPlan {
  readonly flow: FlowQuality;
  /** Every how many frames motion is followed and fitted; in between it is read off. Loops are followed frame by frame. */
  readonly stride: number;
  /** Rounds in which modes are fitted to the pixels: a third changes little. */
  readonly rounds: number;
  /** Rounds in which maps of modes are quantised. */
  readonly quantiserRounds: number;
  /** Most modes of a group. */
  readonly modes: number;
  /** Pairs of frames by which motion is judged. */
  readonly pairs: number;
  /** Prices of motion that are tried: mean weighted square pixels that one bit is worth, falling. */
  readonly prices: readonly number[];
  /**
   * Prices in a row that may score much worse before the search ends. With 0 it ends where a price scores worse than the one
   * before, or much worse than another way to explain the motion.
   */
  readonly patience: number;
  /** Bisections of the price that use up a budget. */
  readonly fillSteps: number;
  /** Highest price that they begin at. */
  readonly fillFrom: number;
  /** Half the range of prices in which they are made, as a logarithm. */
  readonly fillSpan: number;
  /** Whether frames are drawn at the resolution of the analysis when they are judged. */
  readonly reduced: boolean;
  /** Every how many cells along either axis are looked at for what the camera does. */
  readonly cameraStride: number;
  /** Frames in a row, at most, in which missing motion is looked for. */
  readonly measuredFrames: number;
  readonly stills: StillEfforts;
  /**
   * Whether motion is judged once more beside the key picture that was chosen, restored as decoders do it, and fitted to one
   * that is. Beside the coded picture at a middling quality otherwise.
   */
  readonly besideRestored: boolean;
  /** Whether what groups a group falls into is foreseen, and not tried. */
  readonly foreseesParts: boolean;
  readonly without: ReadonlySet<EncoderTool>;
}

/** By LPIPS at equal bytes, higher efforts gain nothing that is worth their time. */
const USUAL_STILLS: StillEfforts = {
  search: 4,
  last: 4,
  squeezes: [
    [1, 3],
    [2, 3],
    [1, 5],
    [2, 6],
  ],
  squeezeBelow: 0.95,
};

/** A plan, and what of it is otherwise for large pictures. */
interface PresetPlan extends Omit<EncoderPlan, 'without'> {
  readonly without: readonly EncoderTool[];
  readonly large: Partial<Omit<EncoderPlan, 'without'>>;
}

const PLANS: Readonly<Record<Preset, PresetPlan>> = {
  fast: {
    flow: 'coarse',
    stride: 2,
    rounds: 2,
    quantiserRounds: 1,
    modes: 6,
    pairs: 6,
    prices: [2e-3, 2.5e-4, 3e-5],
    patience: 2,
    fillSteps: 1,
    fillFrom: 1e-3,
    fillSpan: Math.log(30),
    reduced: true,
    measuredFrames: 40,
    cameraStride: 2,
    stills: { search: 3, last: 4, squeezes: [], squeezeBelow: 0 },
    besideRestored: false,
    foreseesParts: false,
    without: ['light', 'series-choice', 'lagrangian'],
    large: {
      // Pixels are smaller, so square ones are worth less.
      prices: [8e-3, 2e-3, 2.5e-4, 3e-5],
      patience: 0,
      fillFrom: Infinity,
      fillSteps: 3,
      // Effort 4 takes four times as long as 3, and 13 times as long as 1.
      stills: { search: 1, last: 1, squeezes: [], squeezeBelow: 0 },
      foreseesParts: true,
    },
  },
  balanced: {
    flow: 'accurate',
    stride: 1,
    rounds: 2,
    quantiserRounds: 3,
    modes: 10,
    pairs: 20,
    prices: [4e-3, 1e-3, 2.5e-4, 6e-5, 1.6e-5, 4e-6],
    patience: 2,
    fillSteps: 4,
    fillFrom: 1e-3,
    fillSpan: Math.log(30),
    reduced: false,
    measuredFrames: Infinity,
    cameraStride: 1,
    stills: USUAL_STILLS,
    besideRestored: true,
    foreseesParts: false,
    without: [],
    large: {},
  },
};

/**
 * The plan of a preset.
 * @param large whether it is for large pictures, see {@link isLarge}
 * @throws InvalidOptionError for names that do not exist
 */
export function encoderPlan(
  preset: Preset = 'balanced',
  without: readonly EncoderTool[] = [],
  large = false,
): EncoderPlan {
  if (!PRESETS.includes(preset)) throw new InvalidOptionError('preset', `one of ${PRESETS.join(', ')}`, preset);
  const given: unknown = without;
  if (!Array.isArray(given)) throw new InvalidOptionError('without', 'a list of tools', without);
  for (const tool of without)
    if (!ENCODER_TOOLS.includes(tool))
      throw new InvalidOptionError('without', `tools out of ${ENCODER_TOOLS.join(', ')}`, tool);
  const { large: ofLarge, ...plan } = PLANS[preset];
  return { ...plan, ...(large ? ofLarge : {}), without: new Set([...plan.without, ...without]) };
}
