import { createFlow, disFlow, endpointError, type Flow } from 'dynamics-codec/motion';
import { mean } from 'dynamics-codec/math';
import type { Picture } from 'dynamics-codec/picture';

interface Step {
  readonly flow: Flow;
  /** Mean absolute difference of the luma, in levels. */
  readonly change: number;
}

/** Motion of rendered frames beside that of the original, over some pairs of neighbours. */
export class MotionFigures {
  private readonly times: readonly number[];
  private readonly originals: readonly Step[];
  private readonly still: number;
  private readonly change: number;

  /** @param stride every how many frames a pair is measured */
  constructor(frames: readonly Picture[], stride: number) {
    this.times = Array.from({ length: Math.floor((frames.length - 2) / stride) + 1 }, (_, i) => i * stride);
    this.originals = this.times.map((t) => stepAt(t, (at) => frames[at]!));
    this.still = mean(this.originals.map(({ flow }) => endpointError(flow, createFlow(flow.width, flow.height))));
    this.change = mean(this.originals.map(({ change }) => change));
  }

  /** tOF as a share of a still picture's, and the energy of frame differences as a share of the original's. */
  of(frame: (t: number) => Picture): { readonly tof: number; readonly energy: number } {
    const steps = this.times.map((t) => stepAt(t, frame));
    return {
      tof: mean(steps.map(({ flow }, i) => endpointError(flow, this.originals[i]!.flow))) / this.still,
      energy: mean(steps.map(({ change }) => change)) / this.change,
    };
  }
}

function stepAt(t: number, frame: (t: number) => Picture): Step {
  const [a, b] = [greyOf(frame(t)), greyOf(frame(t + 1))];
  return { flow: disFlow(a, b), change: mean(a.data.map((value, i) => Math.abs(value - b.data[i]!))) };
}

/** Frames are rendered into the same memory again and again. */
function greyOf({ width, height, y }: Picture) {
  return { width, height, data: y.slice() };
}
