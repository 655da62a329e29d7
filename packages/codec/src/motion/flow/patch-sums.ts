/**
 * @file Sums over patches of 8x8 samples in single precision, in the order in which kernels add: down the eight columns, then
 * those four columns apart, then neighbours, then both pairs.
 */

/** Side of a patch in samples. */
const SIDE = 8;
const AREA = SIDE * SIDE;

const single = Math.fround;
const columns = new Float32Array(SIDE);

/** Sum over a patch of 8x8 samples. */
export function sum(values: Float32Array): number {
  for (let c = 0; c < SIDE; c++) {
    let total = values[c]!;
    for (let k = c + SIDE; k < AREA; k += SIDE) total = single(total + values[k]!);
    columns[c] = total;
  }
  return total();
}

/** As {@link sum}, of products. */
export function sumOfProducts(a: Float32Array, b: Float32Array): number {
  for (let c = 0; c < SIDE; c++) {
    let total = single(a[c]! * b[c]!);
    for (let k = c + SIDE; k < AREA; k += SIDE) total = single(total + single(a[k]! * b[k]!));
    columns[c] = total;
  }
  return total();
}

function total(): number {
  const left = single(single(columns[0]! + columns[4]!) + single(columns[1]! + columns[5]!));
  const right = single(single(columns[2]! + columns[6]!) + single(columns[3]! + columns[7]!));
  return single(left + right);
}
