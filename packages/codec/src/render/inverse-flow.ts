/**
 * @file Backward flow from motion that is fixed to the key picture. The cells are corners of a mesh over the key picture.
 * They are moved, and each triangle says where the cells of the frame that it covers come from. Where two triangles cover a
 * cell, the one that moved further is in front: what swings does so before what rests. A triangle that is turned over shows
 * nothing. One that is stretched lies where something has moved off its background, and shows only where nothing else does.
 */
import { createFlow, type Flow } from '../motion/index.js';

/** Area of frame per area of key picture above which a triangle counts as stretched, and below which as turned over. */
const STRETCHED = 2.5;
const TURNED = 0.02;
/** Most cells of the frame that a triangle may span: bounds the work. */
const LARGEST = 1024;
/** Cells by which the mesh goes on beyond the picture. */
const MARGIN = 32;
/** Cells by which a triangle covers more than it does, so that no cell falls between two. */
const SLACK = 1e-4;

/** Inverts flows on one grid. Holds its workspace: not re-entrant. */
export class FlowInverter {
  private readonly backward: Flow;
  /** Square of how far what each cell of the frame shows has moved; less than 0 where that is stretched, or nothing. */
  private readonly depth: Float32Array;
  /** Where the corners of the mesh go, margin included, in cells. */
  private readonly moved: Float32Array;

  /**
   * @param grid spans a picture
   * @param cellWidth pixels per cell across, `cellHeight` down
   */
  constructor(
    private readonly grid: { readonly width: number; readonly height: number },
    private readonly cellWidth: number,
    private readonly cellHeight: number,
  ) {
    const { width, height } = grid;
    this.backward = createFlow(width, height);
    this.depth = new Float32Array(width * height);
    this.moved = new Float32Array((width + 2) * (height + 2) * 2);
  }

  /** Turns where points of the key picture go into where points of the frame come from, in place; in picture pixels. */
  invert(flow: Flow): void {
    const { width, height } = this.grid;
    this.depth.fill(-Infinity);
    this.backward.data.fill(0);
    this.move(flow);
    for (let row = 0; row <= height; row++) {
      for (let column = 0; column <= width; column++) {
        this.cover(column, row, 1);
        this.cover(column + 1, row + 1, -1);
      }
    }
    flow.data.set(this.backward.data);
  }

  /** Moves the corners; those of the margin go with the nearest ones of the picture. */
  private move({ data }: Flow): void {
    const { width, height } = this.grid;
    let at = 0;
    for (let row = 0; row < height + 2; row++) {
      const y = Math.min(Math.max(row - 1, 0), height - 1);
      for (let column = 0; column < width + 2; column++) {
        const from = 2 * (y * width + Math.min(Math.max(column - 1, 0), width - 1));
        this.moved[at++] = placeOf(column, width) + data[from]! / this.cellWidth;
        this.moved[at++] = placeOf(row, height) + data[from + 1]! / this.cellHeight;
      }
    }
  }

  /** Shows the triangle of a corner of the mesh and its two neighbours a `step` across and a `step` down. */
  private cover(column: number, row: number, step: 1 | -1): void {
    const { width, height } = this.grid;
    const { moved, cellWidth, cellHeight, depth } = this;
    const out = this.backward.data;
    const a = 2 * (row * (width + 2) + column);
    const b = a + 2 * step;
    const c = a + 2 * step * (width + 2);
    const ax = moved[a]!;
    const ay = moved[a + 1]!;
    const bx = moved[b]! - ax;
    const by = moved[b + 1]! - ay;
    const cx = moved[c]! - ax;
    const cy = moved[c + 1]! - ay;
    const keyX = placeOf(column, width);
    const keyY = placeOf(row, height);
    const wide = placeOf(column + step, width) - keyX;
    const high = placeOf(row + step, height) - keyY;
    // Twice the areas.
    const area = bx * cy - cx * by;
    const keyArea = wide * high;
    // So that what is not a number shows nothing either.
    if (!(area >= TURNED * keyArea)) return;
    const stretched = area > STRETCHED * keyArea;
    const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - SLACK));
    const bottom = Math.min(height - 1, Math.floor(ay + Math.max(0, by, cy) + SLACK));
    const left = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx) - SLACK));
    const right = Math.min(width - 1, Math.floor(ax + Math.max(0, bx, cx) + SLACK));
    if ((right - left + 1) * (bottom - top + 1) > LARGEST) return;
    // Shares of the neighbours across (u) and down (v), linear in the place.
    const ux = cy / area;
    const uy = -cx / area;
    const vx = -by / area;
    const vy = bx / area;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const u = (x - ax) * ux + (y - ay) * uy;
        const v = (x - ax) * vx + (y - ay) * vy;
        if (!(u >= -SLACK && v >= -SLACK && u + v <= 1 + SLACK)) continue;
        const dx = (keyX + u * wide - x) * cellWidth;
        const dy = (keyY + v * high - y) * cellHeight;
        const length = dx * dx + dy * dy;
        const near = stretched ? -1 - length : length;
        const cell = y * width + x;
        if (near <= depth[cell]!) continue;
        depth[cell] = near;
        out[2 * cell] = dx;
        out[2 * cell + 1] = dy;
      }
    }
  }
}

/** Place of a corner of the mesh in the key picture, in cells; the first and the last lie beyond the picture. */
function placeOf(corner: number, count: number): number {
  if (corner === 0) return -MARGIN;
  return corner === count + 1 ? count - 1 + MARGIN : corner - 1;
}
