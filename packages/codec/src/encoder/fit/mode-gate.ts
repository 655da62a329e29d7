import type { Breathe } from '../../math/index.js';
import { combineModes, createFlow, type Flow } from '../../motion/index.js';
import type { FrameFlow } from '../analysis/frame-flow.js';
import { gatherFlow } from '../analysis/gather-flow.js';
import { weightsAt, type Modes } from './mode-refinement.js';

/** Share of the velocity's energy that modes must explain in a cell to be fully trusted there. */
const TRUSTED_SHARE = 0.2;

/**
 * Where the modes tell the truth: per cell, how much of the measured flow from frame to frame they explain, 0 to 1.
 * Ripples, glints and foam are not low-rank; modes fitted to them swing about at random, which looks worse and measures
 * worse than standing still, and costs the bytes of a real motion elsewhere.
 * @param toPixels pixels of the full picture per pixel of the analysis
 * @throws what `breathe` throws
 */
export async function modeGate(
  modes: Modes,
  originals: readonly FrameFlow[],
  width: number,
  height: number,
  toPixels: number,
  breathe: Breathe,
): Promise<Float32Array> {
  const cells = width * height;
  const measured = new Float32Array(cells);
  const missed = new Float32Array(cells);
  const now = createFlow(width, height);
  const next = createFlow(width, height);
  for (const { t, flow } of originals) {
    await breathe();
    const velocity = gatherFlow(flow, width, height, toPixels);
    combineModes(modes.maps, weightsAt(modes.series, t), now);
    combineModes(modes.maps, weightsAt(modes.series, t + 1), next);
    for (let i = 0; i < cells; i++) {
      const x = velocity.data[2 * i]!;
      const y = velocity.data[2 * i + 1]!;
      measured[i]! += x * x + y * y;
      missed[i]! +=
        (x - now.data[2 * i]! + next.data[2 * i]!) ** 2 + (y - now.data[2 * i + 1]! + next.data[2 * i + 1]!) ** 2;
    }
  }
  const around = (values: Float32Array, at: number): number => neighbourhoodSum(values, width, height, at);
  return Float32Array.from({ length: cells }, (_, i) => {
    const total = around(measured, i);
    const explained = total === 0 ? 0 : (total - around(missed, i)) / total;
    return Math.min(1, Math.max(0, explained / TRUSTED_SHARE));
  });
}

/** Flows or maps times the gate of each cell. */
export function gated(flow: Flow, gate: Float32Array): Flow {
  return { width: flow.width, height: flow.height, data: flow.data.map((value, i) => value * gate[i >> 1]!) };
}

function neighbourhoodSum(values: Float32Array, width: number, height: number, at: number): number {
  const x = at % width;
  const y = Math.floor(at / width);
  let sum = 0;
  for (let j = Math.max(0, y - 2); j <= Math.min(height - 1, y + 2); j++) {
    for (let i = Math.max(0, x - 2); i <= Math.min(width - 1, x + 2); i++) sum += values[j * width + i]!;
  }
  return sum;
}
