/**
 * @file What a frame needs, on the coarse grid. A frame is made in two stages. This is the first: a weighted sum of mode
 * maps and, where texture is carried along, two phases of it, all on the dense motion grid of at most 128 x 128 cells, a
 * fraction of a millisecond for a CPU. The second costs per pixel, and is either the CPU's ({@link PixelStage}) or a
 * shader's. Both are given the same composed frame.
 */
import type { DenseMotion, DrawnLight, DrawnMode } from '../generator/index.js';
import {
  combineModes,
  createFlow,
  integrateStreamlines,
  modeWeights,
  type Flow,
  toneAt,
  type AdvectionHints,
  type LightHints,
  type ModeSeries,
  type Tone,
  type ToneHints,
  type TrajectoryHints,
} from '../motion/index.js';
import { InvalidOptionError, type Picture, type Plane } from '../picture/index.js';
import type { CarriedPaths, CarriedTexture, WeightedFlow } from './carried-texture.js';
import { DrawnLayers } from './drawn-layers.js';
import { GridSpread } from './grid-spread.js';
import type { FlowInverter } from './inverse-flow.js';
import { unfold } from './occlusion.js';

/** Everything that rendering a group needs, after its generators have run. */
export interface RenderableGroup {
  readonly key: Picture;
  readonly motion: DenseMotion;
  readonly hints: Pick<TrajectoryHints, 'series' | 'keyFrame' | 'lagrangian' | 'advection' | 'light' | 'tone'>;
  /** Of the stream. */
  readonly seed: number;
}

/** A group ready to be composed: plain data and typed arrays, so that one thread can prepare what another shows. */
export interface GroupScene {
  readonly key: Picture;
  /** Mode maps on one grid that spans the picture, pixels per unit of their series. */
  readonly maps: readonly Flow[];
  readonly series: ModeSeries;
  /** Modes that a generator drew; their maps lie on one grid that spans the picture. */
  readonly drawn: readonly DrawnMode[];
  /** Brightness that a generator drew; its maps lie on one grid that spans the picture. */
  readonly drawnLight: readonly DrawnLight[];
  /** Frame of the group that the key picture shows. */
  readonly keyFrame: number;
  /** Whether maps are fixed to the key picture: their sum is inverted for each frame. */
  readonly lagrangian: boolean;
  /** Texture that is carried, on the grid of the maps. */
  readonly carried: CarriedPaths | undefined;
  /** Brightness that comes and goes. */
  readonly light: LightHints | undefined;
  /** Light of the whole picture. */
  readonly tone: ToneHints | undefined;
}

/** What the pixels of one frame are made of. */
export interface ComposedFrame {
  /** None: the key picture as it is. One: a warp. Two: a cross-fade of two warps on grids of equal size. */
  readonly phases: readonly [] | readonly [WeightedFlow] | readonly [WeightedFlow, WeightedFlow];
  /** Added to the luma after the warp, bilinearly: code values (0 to 255) on a grid of its own that spans the picture. */
  readonly light?: Plane;
  /** Light of the whole picture, which all samples are given last. */
  readonly tone?: Tone;
}

/** Prepares a group for composing: integrates its streamlines, which is the expensive part. */
export function prepareScene({ key, motion, hints, seed }: RenderableGroup): GroupScene {
  const { velocity, drawn } = motion;
  return {
    key,
    maps: motion.maps,
    series: hints.series,
    drawn,
    drawnLight: motion.drawnLight,
    keyFrame: hints.keyFrame,
    lagrangian: hints.lagrangian,
    carried: velocity && hints.advection && carriedPaths(velocity, hints.advection, key, seed),
    light: hints.light,
    tone: hints.tone,
  };
}

function carriedPaths(
  velocity: Flow,
  { period, straying, lives }: AdvectionHints,
  key: Picture,
  seed: number,
): CarriedPaths {
  const pixelsPerCell = [key.width / velocity.width, key.height / velocity.height] as const;
  return { streamlines: integrateStreamlines(velocity, period, pixelsPerCell, straying), straying, lives, seed };
}

/** What composes parts of frames that only some groups have. */
export interface ComposingTools {
  /** Needed where maps are fixed to the key picture. */
  readonly Inverter?: typeof FlowInverter | undefined;
  /** Needed where texture is carried. */
  readonly Carried?: typeof CarriedTexture | undefined;
}

/** Composes the frames of one group, with the tools that it needs. Holds its workspace: not re-entrant. */
export class SceneComposer {
  private readonly swing: Flow | undefined;
  private readonly carried: CarriedTexture | undefined;
  private readonly scratch: Float32Array;
  private readonly drawn: DrawnLayers;
  private readonly lightSpread: GridSpread | undefined;
  private readonly inverter: FlowInverter | undefined;

  /**
   * @throws InvalidOptionError where a tool is missing that the group needs
   */
  constructor(
    readonly scene: GroupScene,
    { Inverter, Carried }: ComposingTools = {},
  ) {
    const grid = scene.maps[0] ?? scene.carried?.streamlines.maps[0] ?? scene.drawn[0]?.map;
    this.drawn = new DrawnLayers(scene.drawn, scene.drawnLight, grid);
    const [sent, drawn] = [scene.light?.maps[0], this.drawn.lightGrid];
    this.lightSpread = sent && drawn && new GridSpread(sent, drawn, 1);
    this.swing = grid && createFlow(grid.width, grid.height);
    if (grid && scene.carried)
      this.carried = new (needed('Carried', 'what carries texture', Carried))(scene.carried, grid);
    if (grid && scene.lagrangian) {
      const Inverting = needed('Inverter', 'what inverts flows, as the maps are fixed to the key picture', Inverter);
      this.inverter = new Inverting(grid, scene.key.width / grid.width, scene.key.height / grid.height);
    }
    this.scratch = new Float32Array(grid === undefined ? 0 : grid.data.length);
  }

  /**
   * The frame at time `t`, in frames since the first of the group; any real number. Its flows are overwritten by the
   * next call.
   * @param motion scales the motion: 0 is the key picture, 1 as encoded. More than 1 does not scale the tone
   * @param liveliness scales what was drawn: 0 shows only what was sent, 1 is as measured
   */
  compose(t: number, motion = 1, liveliness = 1): ComposedFrame {
    const phases = this.phases(t, motion, liveliness * motion);
    const light = motion === 0 ? undefined : this.lightAt(t, motion, liveliness * motion);
    const tone = motion === 0 ? undefined : this.scene.tone && toneAt(this.scene.tone, t, Math.min(motion, 1));
    return { phases, ...(light !== undefined && { light }), ...(tone !== undefined && { tone }) };
  }

  private phases(t: number, motion: number, drawnMotion: number): ComposedFrame['phases'] {
    const { scene, swing } = this;
    const draws = this.drawn.swings && drawnMotion !== 0;
    if (swing === undefined || motion === 0) return [];
    if (scene.maps.length === 0 && this.carried === undefined && !draws) return [];
    const weights = modeWeights(scene.series, t).map((weight) => weight * motion);
    combineModes(scene.maps, weights, swing);
    this.inverter?.invert(swing);
    if (draws) this.drawn.addSwing(t, drawnMotion, swing);
    if (this.inverter === undefined)
      unfold(swing, scene.key.width / swing.width, scene.key.height / swing.height, this.scratch);
    return this.carried?.phases((t - scene.keyFrame) * motion, swing) ?? [{ flow: swing, weight: 1 }];
  }

  /** What is added to the luma at a time: on the grid of drawn light where there is some, else on that of the stream's. */
  private lightAt(t: number, motion: number, drawnMotion: number): Plane | undefined {
    const { light } = this.scene;
    const drawnGrid = drawnMotion === 0 ? undefined : this.drawn.lightGrid;
    const sent = light && lightAt(light, t, motion);
    if (drawnGrid === undefined) return sent;
    const { width, height } = drawnGrid;
    const data = new Float32Array(width * height);
    this.drawn.addLight(t, drawnMotion, data);
    if (sent !== undefined) this.lightSpread?.add(sent.data, data);
    return { width, height, data };
  }
}

function needed<T>(name: string, what: string, tool: T | undefined): T {
  if (tool === undefined) throw new InvalidOptionError(name, what, tool);
  return tool;
}

/** Sum of the light modes of the stream at a time. */
function lightAt({ maps, series }: LightHints, t: number, motion: number): Plane {
  const weights = modeWeights(series, t);
  const { width, height } = maps[0]!;
  const data = new Float32Array(width * height);
  maps.forEach((map, k) => {
    const weight = weights[k]! * motion;
    for (let i = 0; i < data.length; i++) data[i]! += weight * map.data[i]!;
  });
  return { width, height, data };
}
