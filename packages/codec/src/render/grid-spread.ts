import { bilinearPlaces, type BilinearPlaces } from '../picture/index.js';

/** Sides of a grid. */
interface Sides {
  readonly width: number;
  readonly height: number;
}

/** Adds samples of a grid to those of another that spans the same picture, bilinearly. Holds its workspace: not re-entrant. */
export class GridSpread {
  private readonly across: BilinearPlaces;
  private readonly down: BilinearPlaces;
  private readonly row: Float32Array;

  /** @param channels numbers per cell, interleaved */
  constructor(
    private readonly from: Sides,
    private readonly to: Sides,
    private readonly channels: number,
  ) {
    this.across = bilinearPlaces(to.width, from.width);
    this.down = bilinearPlaces(to.height, from.height);
    this.row = new Float32Array((from.width + 1) * channels);
  }

  /** @param samples of the grid that is spread @param out of the other one, added to in place */
  add(samples: Float32Array, out: Float32Array): void {
    const { from, to, channels, across, down, row } = this;
    const length = from.width * channels;
    let at = 0;
    for (let y = 0; y < to.height; y++) {
      const top = down.first[y]! * length;
      const bottom = Math.min(down.first[y]! + 1, from.height - 1) * length;
      const share = down.share[y]!;
      for (let i = 0; i < length; i++) row[i] = samples[top + i]! + (samples[bottom + i]! - samples[top + i]!) * share;
      // Beyond the last cell its value goes on.
      for (let i = 0; i < channels; i++) row[length + i] = row[length - channels + i]!;
      for (let x = 0; x < to.width; x++) {
        const left = across.first[x]! * channels;
        const part = across.share[x]!;
        for (let i = left; i < left + channels; i++) out[at++]! += row[i]! + (row[i + channels]! - row[i]!) * part;
      }
    }
  }
}
