import {
  addDisplacement,
  addStrayed,
  createFlow,
  phasesAt,
  PlaceStrays,
  STRAY,
  strayOf,
  type Flow,
  type Phase,
  type Straying,
  type Streamlines,
} from '../motion/index.js';

/** Texture that is carried along: plain data. */
export interface CarriedPaths {
  /** Paths, on the grid of the flow. */
  readonly streamlines: Streamlines;
  /** How lives stray from them. */
  readonly straying: Straying;
  /** Lives of a phase before all is as it was. */
  readonly lives: number;
  /** Of the stream: what the noise of straying lives depends on. */
  readonly seed: number;
}

/** One phase: a backward flow over the key picture, in pixels, and its share of the mix. */
export interface WeightedFlow {
  readonly flow: Flow;
  readonly weight: number;
}

/** Carries the texture of a group: two phases at any time. Holds its workspace: not re-entrant. */
export class CarriedTexture {
  private readonly flows: readonly [Flow, Flow];
  private readonly strays: PlaceStrays | undefined;

  /** @param grid of the flow that texture is carried by */
  constructor(
    private readonly paths: CarriedPaths,
    grid: { readonly width: number; readonly height: number },
  ) {
    this.flows = [createFlow(grid.width, grid.height), createFlow(grid.width, grid.height)];
    if (paths.straying === 'by-place') this.strays = new PlaceStrays(grid, paths.streamlines.period, paths.seed);
  }

  /**
   * Both phases at a time, in frames since the key picture. Their flows are overwritten by the next call.
   * @param swing what all of the picture does besides
   */
  phases(t: number, swing: Flow): readonly [WeightedFlow, WeightedFlow] {
    const { streamlines, lives } = this.paths;
    const [first, second] = phasesAt(streamlines.period, t, lives);
    return [this.carry(first, swing, this.flows[0]), this.carry(second, swing, this.flows[1])];
  }

  private carry({ age, weight, life }: Phase, swing: Flow, flow: Flow): WeightedFlow {
    const { streamlines, straying } = this.paths;
    const stray = straying === 'whole' ? STRAY * streamlines.period * strayOf(life) : 0;
    flow.data.set(swing.data);
    if (this.strays === undefined) addDisplacement(streamlines, age + stray, flow);
    else addStrayed(streamlines, age, this.strays.of(life), flow);
    return { flow, weight };
  }
}
