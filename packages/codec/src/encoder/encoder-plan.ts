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

/** What an encode spends its time on. */
export interface EncoderPlan {
  readonly flow: FlowQuality;
  /** Most modes of a group. */
  readonly modes: number;
  /** Pairs of frames by which motion is judged. */
  readonly pairs: number;
  /** Prices of motion that are tried: mean weighted square pixels that one bit is worth, falling. */
  readonly prices: readonly number[];
  /** Bisections of the price that use up a budget. */
  readonly fillSteps: number;
  readonly without: ReadonlySet<EncoderTool>;
}

const PLANS: Readonly<Record<Preset, Omit<EncoderPlan, 'without'> & { readonly without: readonly EncoderTool[] }>> = {
  fast: {
    flow: 'fast',
    modes: 6,
    pairs: 8,
    prices: [2e-3, 2.5e-4, 3e-5],
    fillSteps: 2,
    without: ['light', 'series-choice', 'lagrangian'],
  },
  balanced: {
    flow: 'accurate',
    modes: 10,
    pairs: 20,
    prices: [4e-3, 1e-3, 2.5e-4, 6e-5, 1.6e-5, 4e-6],
    fillSteps: 4,
    without: [],
  },
};

/**
 * The plan of a preset.
 * @throws InvalidOptionError for names that do not exist
 */
export function encoderPlan(preset: Preset = 'balanced', without: readonly EncoderTool[] = []): EncoderPlan {
  if (!PRESETS.includes(preset)) throw new InvalidOptionError('preset', `one of ${PRESETS.join(', ')}`, preset);
  const given: unknown = without;
  if (!Array.isArray(given)) throw new InvalidOptionError('without', 'a list of tools', without);
  for (const tool of without)
    if (!ENCODER_TOOLS.includes(tool))
      throw new InvalidOptionError('without', `tools out of ${ENCODER_TOOLS.join(', ')}`, tool);
  return { ...PLANS[preset], without: new Set([...PLANS[preset].without, ...without]) };
}
