/**
 * @file Deterministic watershed sampling: points in order of importance, computed from a relief that both sides have.
 *
 * The relief is the strength of edges. Flooding it from its minima (Vincent and Soille 1991) makes a basin of every
 * region between edges; where two basins meet, the one that holds less water ends, and the water it held, its volume
 * extinction value (Vachier and Meyer 1995), says how much of a region it was. The minima in falling order of that value
 * are the points: one inside every region, large and well-bounded regions first, hence points on both sides of strong
 * edges. Where a relief has too few minima, the cells farthest from all points follow, distances counted along the
 * relief.
 */

/** The first `count` points, as cells of a `width` x `height` relief of integers. */
export function watershedPoints(relief: Int32Array, width: number, height: number, count: number): Int32Array {
  const minima = minimaByVolume(relief, width, height).slice(0, count);
  return Int32Array.from(minima.length < count ? spread(relief, width, height, minima, count) : minima);
}

/** Points in falling order of the distance, along the relief, to those before: a sampling without regions. */
export function spreadPoints(relief: Int32Array, width: number, height: number, count: number): Int32Array {
  return Int32Array.from(spread(relief, width, height, [(height >> 1) * width + (width >> 1)], count));
}

/** Strength of edges of a plane (Sobel), in whole units of `unit`. */
export function edgeRelief(data: ArrayLike<number>, width: number, height: number, unit: number): Int32Array {
  const at = (x: number, y: number): number =>
    data[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
  return Int32Array.from({ length: width * height }, (_, cell) => {
    const x = cell % width;
    const y = Math.floor(cell / width);
    const across =
      at(x + 1, y - 1) + 2 * at(x + 1, y) + at(x + 1, y + 1) - at(x - 1, y - 1) - 2 * at(x - 1, y) - at(x - 1, y + 1);
    const down =
      at(x - 1, y + 1) + 2 * at(x, y + 1) + at(x + 1, y + 1) - at(x - 1, y - 1) - 2 * at(x, y - 1) - at(x + 1, y - 1);
    return Math.round(Math.hypot(across, down) / 8 / unit);
  });
}

function minimaByVolume(relief: Int32Array, width: number, height: number): number[] {
  const area = width * height;
  const order = Int32Array.from({ length: area }, (_, i) => i).sort((a, b) => relief[a]! - relief[b]! || a - b);
  const root = new Int32Array(area).fill(-1);
  const minimum = new Int32Array(area);
  const cellCount = new Int32Array(area);
  const depthSum = new Float64Array(area);
  const volume = new Float64Array(area).fill(-1);
  const find = (cell: number): number => {
    while (root[cell] !== cell) {
      root[cell] = root[root[cell]!]!;
      cell = root[cell]!;
    }
    return cell;
  };
  for (const cell of order) {
    const level = relief[cell]!;
    root[cell] = cell;
    minimum[cell] = cell;
    cellCount[cell] = 1;
    depthSum[cell] = level;
    for (const next of neighboursOf(cell, width, height)) {
      if (root[next] === -1) continue;
      let a = find(cell);
      let b = find(next);
      if (a === b) continue;
      const waterOf = (basin: number): number => cellCount[basin]! * (level + 1) - depthSum[basin]!;
      if (waterOf(a) > waterOf(b) || (waterOf(a) === waterOf(b) && minimum[a]! < minimum[b]!)) [a, b] = [b, a];
      if (cellCount[a]! > 1) volume[minimum[a]!] = waterOf(a);
      root[a] = b;
      cellCount[b]! += cellCount[a]!;
      depthSum[b]! += depthSum[a]!;
    }
  }
  volume[minimum[find(0)]!] = Infinity;
  return [...order].filter((cell) => volume[cell]! > 0).sort((a, b) => volume[b]! - volume[a]! || a - b);
}

function spread(relief: Int32Array, width: number, height: number, first: readonly number[], count: number): number[] {
  const out = [...first];
  const distance = new Int32Array(width * height).fill(2 ** 30);
  for (const cell of out) relax(distance, relief, width, height, cell);
  while (out.length < count) {
    let farthest = 0;
    for (let cell = 1; cell < distance.length; cell++) if (distance[cell]! > distance[farthest]!) farthest = cell;
    out.push(farthest);
    relax(distance, relief, width, height, farthest);
  }
  return out;
}

/** Lowers distances around a new point; a step costs 4 and the rise and fall of the relief. */
function relax(distance: Int32Array, relief: Int32Array, width: number, height: number, point: number): void {
  distance[point] = 0;
  let front = [point];
  while (front.length > 0) {
    const next: number[] = [];
    for (const cell of front) {
      for (const near of neighboursOf(cell, width, height)) {
        const reached = distance[cell]! + 4 + Math.max(relief[near]!, relief[cell]!);
        if (reached >= distance[near]!) continue;
        distance[near] = reached;
        next.push(near);
      }
    }
    front = next;
  }
}

/** The four neighbours of a cell that lie on the grid. */
export function neighboursOf(cell: number, width: number, height: number): number[] {
  const x = cell % width;
  const out: number[] = [];
  if (x > 0) out.push(cell - 1);
  if (x < width - 1) out.push(cell + 1);
  if (cell >= width) out.push(cell - width);
  if (cell < width * (height - 1)) out.push(cell + width);
  return out;
}
