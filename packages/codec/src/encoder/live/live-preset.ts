/**
 * @file The preset of a live encode. It leaves its own preset for `fast` when frames of a whole group wait. It returns when that
 * would fit into the time there is: groups at `fast` took so little that those at its own preset, by the ratio of the two that was
 * seen, take less than `ROOM` of it, several groups in a row while nothing waits. Where it has to leave again soon, it waits
 * twice as many groups the next time. So an encoder between the two presets does not change back and forth.
 */
import { clamp } from '../../math/index.js';
import type { Preset } from '../encoder-plan.js';

/** Share of the time that its own preset may be expected to take when it is taken again. */
const ROOM = 0.8;
/** How many times as long as `fast` its own preset takes (decision 52): what is assumed, and the most that is believed. */
const USUAL_RATIO = 2.5;
const MOST_RATIO = 4;
/** How much of a higher ratio is forgotten with each group: the machine may have been busy when its own preset was left. */
const FORGETTING = 0.01;
/** Groups in a row that must leave room. */
const CALM_GROUPS = 4;
const MOST_CALM_GROUPS = 128;
/** Frames that may wait when a group begins, as a share of a group, for it to count as calm. */
const FEW_WAITING = 0.5;

/** Decides by which preset the next group of a live encode is encoded. */
export class LivePreset {
  private current: Preset;
  private calm = 0;
  private needed = CALM_GROUPS;
  /** Groups since its own preset was taken again. */
  private returned = Infinity;
  private ratio = USUAL_RATIO;
  private last: { readonly preset: Preset; readonly load: number } | undefined;
  private fewWait = true;

  constructor(private readonly own: Preset) {
    this.current = own;
  }

  /**
   * The preset of a group that begins.
   * @param waiting frames that wait behind it, in groups
   */
  next(waiting: number): Preset {
    this.fewWait = waiting < FEW_WAITING;
    this.returned++;
    if (this.current !== 'fast' && waiting >= 1) {
      this.needed = this.returned <= 2 * this.needed ? Math.min(2 * this.needed, MOST_CALM_GROUPS) : CALM_GROUPS;
      this.current = 'fast';
      this.calm = 0;
    } else if (this.current !== this.own && this.calm >= this.needed) {
      this.current = this.own;
      this.returned = 0;
    }
    return this.current;
  }

  /**
   * A group was encoded.
   * @param load time that it took, as a share of the time that there was for it
   */
  encoded(preset: Preset, load: number): void {
    const { last } = this;
    // Only neighbours tell: between others the machine or the scene may have changed.
    if (last !== undefined && last.preset !== preset)
      this.ratio = clamp(preset === 'fast' ? last.load / load : load / last.load, 1, MOST_RATIO);
    this.last = { preset, load };
    if (preset !== 'fast') return;
    if (this.ratio > USUAL_RATIO) this.ratio -= (this.ratio - USUAL_RATIO) * FORGETTING;
    this.calm = this.fewWait && load * this.ratio < ROOM ? this.calm + 1 : 0;
  }
}
