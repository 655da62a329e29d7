/**
 * @file Sweeps over red and black pixels in turn. Both colours are kept apart, so that four pixels of a colour lie side by
 * side: pixel (x, y) is of colour `(x + y) & 1` and has place `x >> 1` in its row. Coefficients of the linear system lie in
 * blocks, nine vectors for four pixels: three of the 2x2 matrix, two of the right-hand side, and the weights to the
 * neighbours to the right, to the left, below and above.
 */
import { evens, odds } from '../shared/lanes';
import { fieldStride, rowOf } from './field';

/** Bytes of the coefficients of four pixels. */
export const BLOCK: usize = 9 * 16;
/** Rows of the coefficients of one row of pixels, and the row of weights to the row below. */
const ROWS: i32 = 10;

let width: i32;
let height: i32;
let stride: i32;
let rows: usize;
let blocks: usize;
let colours: usize;
let colourStride: i32;
/** Bytes between u of red, u of black, v of red, and v of black. */
export let colourLength: usize;
/** Bytes between rows of one colour. */
export let colourPitch: usize;

/** Bytes of working memory for fields of a size. */
export function redBlackRoom(width: i32, height: i32): i32 {
  const groups = (width + 7) >> 3;
  const colour = (4 * groups + 8) * (height + 2);
  return 4 * (ROWS * fieldStride(width) + 4 * colour) + 2 * height * groups * <i32>BLOCK;
}

/** Lays out working memory; both colours are zero everywhere. */
export function layOutColours(levelWidth: i32, levelHeight: i32, space: usize): void {
  width = levelWidth;
  height = levelHeight;
  stride = fieldStride(width);
  rows = space;
  colours = rows + ((<usize>(ROWS * stride)) << 2);
  const groups = (width + 7) >> 3;
  colourStride = 4 * groups + 8;
  colourPitch = (<usize>colourStride) << 2;
  colourLength = colourPitch * <usize>(height + 2);
  blocks = colours + 4 * colourLength;
  memory.fill(colours, 0, 4 * colourLength);
}

/** Clears the rows of coefficients, and with them the weights to what is above the first row. */
export function beginRows(): usize {
  memory.fill(rows, 0, (<usize>(ROWS * stride)) << 2);
  return rows + 16;
}

/** Address of the first block of a row's pixels of a colour. */
export function blockRow(colour: i32, y: i32): usize {
  const groups = (width + 7) >> 3;
  return blocks + <usize>((colour * height + y) * groups) * BLOCK;
}

/** Address of the first pixel of a row in a plane of one colour: 0 and 1 are u, 2 and 3 v. */
export function colourRow(plane: i32, y: i32): usize {
  return colours + <usize>plane * colourLength + ((<usize>((y + 1) * colourStride + 4)) << 2);
}

/** Offset from a pixel to its left neighbour in the other colour; the right one is the next there. */
export function leftOf(colour: i32, y: i32): usize {
  const across = colour === 0 ? colourLength : 0 - colourLength;
  return ((y + colour) & 1) === 0 ? across - 4 : across;
}

/** Takes the rows of coefficients of row y apart into blocks. */
export function splitRow(y: i32): void {
  const pitch = (<usize>stride) << 2;
  let even = blockRow(y & 1, y);
  let odd = blockRow((y & 1) ^ 1, y);
  for (let x = 0; x < width; x += 8) {
    let from = rows + 16 + ((<usize>x) << 2);
    for (let k = 0; k < 9; k++) {
      const near = v128.load(from);
      const far = v128.load(from, 16);
      v128.store(even, evens(near, far));
      v128.store(odd, odds(near, far));
      from += pitch;
      even += 16;
      odd += 16;
    }
  }
}

/** Takes a field apart by colours. */
export function splitField(u: usize, v: usize): void {
  for (let y = 0; y < height; y++) {
    splitPlane(rowOf(u, stride, y), colourRow(y & 1, y), colourRow((y & 1) ^ 1, y));
    splitPlane(rowOf(v, stride, y), colourRow(2 + (y & 1), y), colourRow(2 + ((y & 1) ^ 1), y));
  }
}

function splitPlane(from: usize, even: usize, odd: usize): void {
  for (let x = 0; x < width; x += 8) {
    const near = v128.load(from + ((<usize>x) << 2));
    const far = v128.load(from + ((<usize>x) << 2), 16);
    v128.store(even + ((<usize>x) << 1), evens(near, far));
    v128.store(odd + ((<usize>x) << 1), odds(near, far));
  }
}

/** Puts a field together again. */
export function mergeField(u: usize, v: usize): void {
  for (let y = 0; y < height; y++) {
    mergePlane(rowOf(u, stride, y), colourRow(y & 1, y), colourRow((y & 1) ^ 1, y));
    mergePlane(rowOf(v, stride, y), colourRow(2 + (y & 1), y), colourRow(2 + ((y & 1) ^ 1), y));
  }
}

function mergePlane(to: usize, even: usize, odd: usize): void {
  for (let x = 0; x < width; x += 8) {
    const a = v128.load(even + ((<usize>x) << 1));
    const b = v128.load(odd + ((<usize>x) << 1));
    v128.store(to + ((<usize>x) << 2), v128.shuffle<i32>(a, b, 0, 4, 1, 5));
    v128.store(to + ((<usize>x) << 2), v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
  }
}
