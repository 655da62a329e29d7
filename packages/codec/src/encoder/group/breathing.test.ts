import { describe, expect, it } from 'vitest';
import { swayingClip } from '../../../../../test/fixtures/swaying-scene.js';
import { basisPictures, createFlow, modalBasis, type Flow } from '../../motion/index.js';
import { lumaPlane } from '../../picture/index.js';
import type { Breathe } from '../../math/index.js';
import { cameraMotion } from '../analysis/camera-motion.js';
import { originalFlows } from '../analysis/frame-flow.js';
import { analyseMotion } from '../analysis/motion-analysis.js';
import { createEvidence } from '../analysis/photometric-evidence.js';
import { velocityCorrelation } from '../analysis/velocity-correlation.js';
import { unexplainedChange } from '../statistics/temporal-power.js';
import { thumbnailsOf } from '../clip/thumbnails.js';
import { fitLight, lightResiduals } from '../fit/light-fitter.js';
import { ModeFitter } from '../fit/mode-fitter.js';
import { modeGate } from '../fit/mode-gate.js';
import { refineModes } from '../fit/mode-refinement.js';
import { speedOf } from '../statistics/overshoot.js';

const SIDE = 64;
const FRAMES = 12;
const SIZE = { width: SIDE, height: SIDE };
const clip = swayingClip({ ...SIZE, frames: FRAMES, amplitude: 4 });
const planes = clip.map(lumaPlane);
const key = planes[0]!;

const swinging = (phase: number, t: number): number => Math.sin(t + phase);
const mapOf = (phase: number): Flow => {
  const flow = createFlow(SIDE, SIDE);
  for (let i = 0; i < flow.data.length; i++) flow.data[i] = swinging(phase, i / 40);
  return flow;
};
const flows = Array.from({ length: FRAMES }, (_, t) => mapOf(t));
const modes = {
  fixed: 0,
  maps: [mapOf(0), mapOf(2)],
  series: [0, 1].map((phase) => Float32Array.from({ length: FRAMES }, (_, t) => swinging(phase, t))),
};
const CELLS = SIDE * SIDE;
const metric = {
  xx: new Float32Array(CELLS).fill(1),
  xy: new Float32Array(CELLS),
  yy: new Float32Array(CELLS).fill(1),
};
const pictures = basisPictures(SIDE, SIDE);
const evidence = flows.map(() => {
  const seen = createEvidence(CELLS);
  seen.xx.fill(5000);
  seen.yy.fill(5000);
  seen.weight.fill(16);
  return seen;
});

/** How often work breathes. */
async function breathsOf(work: (breathe: Breathe) => Promise<unknown>): Promise<number> {
  let breaths = 0;
  await work(() => {
    breaths++;
    return Promise.resolve();
  });
  return breaths;
}

const shape = { keyFrame: 0, tail: 0, loopFrames: 0 };
const fit = (breathe: Breathe): Promise<unknown> =>
  new ModeFitter(
    { modes, evidence, frames: [...planes.keys()] },
    { metric, pictures, grid: 0, lagrangian: false, shape, without: new Set(), breathe },
  ).fit(1e-6, 1 / 64);
const refine = (breathe: Breathe): Promise<unknown> =>
  refineModes(modes, (t) => ({ target: planes[t]!, source: key }), 1, 1, breathe);
const light = async (breathe: Breathe): Promise<unknown> =>
  fitLight(await lightResiduals(planes, key, modes, 1, SIZE, () => Promise.resolve()), 'cosine', 1, CELLS, breathe);

/** Steps of an encode that are long at large sizes, with their units of work. */
const STEPS: readonly {
  readonly step: string;
  readonly units: number;
  readonly work: (b: Breathe) => Promise<unknown>;
}[] = [
  { step: 'thumbnails, by frame', units: FRAMES, work: (b) => thumbnailsOf(clip, b) },
  {
    step: 'the tracked flow, by frame',
    units: FRAMES,
    work: (b) =>
      analyseMotion(
        { planes, keyFrame: 0, picture: SIZE, quality: 'fast', stride: 1, forward: true },
        () => undefined,
        b,
      ),
  },
  { step: 'flow from frame to frame, by pair', units: 6, work: (b) => originalFlows(planes, 6, b) },
  { step: 'the camera, by frame', units: FRAMES, work: (b) => cameraMotion(flows, 1, b) },
  { step: 'carried texture, by frame', units: 2 * FRAMES, work: (b) => velocityCorrelation(planes, b) },
  {
    step: 'the modal basis, by row and mode',
    units: 2 * FRAMES,
    work: (b) => modalBasis(flows, new Float32Array(CELLS).fill(1), 2, b),
  },
  { step: 'the refinement of modes, by frame, twice, and by six modes', units: 4 * FRAMES + 1, work: refine },
  {
    step: 'the gate of modes, by pair',
    units: FRAMES - 1,
    work: (b) =>
      modeGate(
        modes,
        flows.slice(1).map((flow, t) => ({ t, flow })),
        SIDE,
        SIDE,
        1,
        b,
      ),
  },
  { step: 'tokens at a price, by map, series and frame', units: 2 * FRAMES + 4, work: fit },
  {
    step: 'what no motion explains, by frame',
    units: FRAMES,
    work: (b) => lightResiduals(planes, key, modes, 1, SIZE, b),
  },
  { step: 'the light, by map', units: 2, work: light },
  {
    step: 'unexplained change, by pair',
    units: FRAMES - 1,
    work: (b) =>
      unexplainedChange(
        flows.slice(1).map((flow, t) => ({ t, flow })),
        planes,
        b,
      ),
  },
  {
    step: 'speeds, by pair',
    units: FRAMES,
    work: (b) =>
      speedOf(
        flows.map((flow, t) => ({ t, flow })),
        { width: 8, height: 8 },
        b,
      ),
  },
];

describe('long steps of an encode', () => {
  it.each(STEPS)('breathe at each unit of work: $step', async ({ units, work }) => {
    expect(await breathsOf(work)).toBeGreaterThanOrEqual(units);
  });

  it.each(STEPS)('end where a breath throws: $step', async ({ work }) => {
    await expect(work(() => Promise.reject(new Error('enough')))).rejects.toThrow('enough');
  });
});
