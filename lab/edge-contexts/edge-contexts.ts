/**
 * @file Would motion cost less if its coder saw the key picture? `npm run bench:contexts`. For the quantised maps of training
 * clips, the code length of all flags that say whether a node of the coefficient tree is alive: with the contexts of the
 * format (level, neighbours, the same node in the mode before), and with three classes of how much edge the key picture has
 * below the node added to them. Both counted by an ideal adaptive coder (Krichevsky and Trofimov 1981). Needs the optional
 * shared folder; prints a markdown table.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { encoderPlan } from '../../packages/codec/src/encoder/encoder-plan.js';
import { prepareCandidates } from '../../packages/codec/src/encoder/group/group-preparation.js';
import { chooseKeyFrame } from '../../packages/codec/src/encoder/clip/key-choice.js';
import { KeyLadder } from '../../packages/codec/src/encoder/choose/key-ladder.js';
import { ProgressReporter } from '../../packages/codec/src/encoder/progress.js';
import { classicalAppearance } from 'dynamics-codec/generator';
import { nodeStills } from '@dynamics-codec/node';
import { bandSides, GRID_SIDES, gridSize, type QuantisedMap } from 'dynamics-codec/motion';
import { treeShape } from '../../packages/codec/src/motion/tokens/tree-shape.js';
import { lumaPlane, type Picture } from 'dynamics-codec/picture';
import { clipFrames } from '../../packages/bench/benches/clip-frames.js';

const CLIPS = ['grass-tendrils-01', 'potted-red-rose-sim-01', 'white-rose-bush-gen-01', 'big-tree-gen-01'];
const FRAMES = 100;
const PRICES = [2.5e-4, 6e-5];
const EDGE_CLASSES = 3;

/** Code length in bits of binary events in contexts, each context learning its own odds. */
class IdealCoder {
  bits = 0;
  private readonly counts = new Map<string, [number, number]>();

  add(context: string, event: 0 | 1): void {
    const counts = this.counts.get(context) ?? [0.5, 0.5];
    this.counts.set(context, counts);
    this.bits -= Math.log2(counts[event] / (counts[0] + counts[1]));
    counts[event]++;
  }
}

/** Sum of absolute differences of luma in the cells of a grid. */
function edgeEnergy(picture: Picture, width: number, height: number): Float32Array {
  const { width: w, height: h, data } = lumaPlane(picture);
  const out = new Float32Array(width * height);
  for (let y = 1; y < h; y++) {
    for (let x = 1; x < w; x++) {
      const cell = Math.floor((y * height) / h) * width + Math.floor((x * width) / w);
      out[cell]! +=
        Math.abs(data[y * w + x]! - data[y * w + x - 1]!) + Math.abs(data[y * w + x]! - data[(y - 1) * w + x]!);
    }
  }
  return out;
}

/** Class of each node of a level by the edges below it, thirds of equal size. */
function edgeClasses(
  energy: Float32Array,
  width: number,
  height: number,
  levelWidth: number,
  levelHeight: number,
): Uint8Array {
  const sums = new Float32Array(levelWidth * levelHeight);
  for (let i = 0; i < energy.length; i++) {
    const x = Math.min(levelWidth - 1, Math.floor(((i % width) * levelWidth) / width));
    const y = Math.min(levelHeight - 1, Math.floor((Math.floor(i / width) * levelHeight) / height));
    sums[y * levelWidth + x]! += energy[i]!;
  }
  const sorted = [...sums].sort((a, b) => a - b);
  return Uint8Array.from(
    sums,
    (sum) =>
      [...Array(EDGE_CLASSES - 1).keys()].filter(
        (k) => sum > sorted[Math.floor(((k + 1) * sorted.length) / EDGE_CLASSES)]!,
      ).length,
  );
}

function aliveFlags(map: QuantisedMap, sides: ReturnType<typeof bandSides>): Uint8Array[] {
  const shape = treeShape(sides);
  const flags = sides.widths.map((w, level) => new Uint8Array(w * sides.heights[level]!));
  for (let level = 1; level < flags.length; level++) {
    const { details, children } = shape[level]!;
    for (let node = 0; node < flags[level]!.length; node++) {
      let alive = 0;
      for (const at of details[node]!) if (map.x[at] !== 0 || map.y[at] !== 0) alive = 1;
      for (const child of children[node]!) alive |= flags[level - 1]![child]!;
      flags[level]![node] = alive;
    }
  }
  return flags;
}

console.log(
  '| clip | price | payload, bytes | flags now, bytes | with edges, bytes | payload saved |\n| --- | --- | --- | --- | --- | --- |',
);
for (const clip of CLIPS) {
  const path = join('..', 'shared', 'clips', 'train', '256', `${clip}.mp4`);
  if (!existsSync(path)) continue;
  const frames = await clipFrames(path, FRAMES);
  const keyFrame = chooseKeyFrame(frames);
  const stills = nodeStills();
  const ladder = new KeyLadder(frames[keyFrame]!, stills, 4, { appearance: classicalAppearance, grainy: true });
  const options = { frameRate: { numerator: 25, denominator: 1 }, target: { bitrate: 6000 }, stills };
  const { motions } = await prepareCandidates(
    { frames, length: frames.length, keyFrame, tail: 0, loopFrames: 0 },
    ladder,
    encoderPlan(),
    new ProgressReporter(options),
  );
  const { decoded } = await ladder.at(20);
  const { width, height } = gridSize(decoded.width, decoded.height, GRID_SIDES.indexOf(64));
  const sides = bandSides(width, height);
  const shape = treeShape(sides);
  const energy = edgeEnergy(decoded, width, height);
  const classes = sides.widths.map((w, level) => edgeClasses(energy, width, height, w, sides.heights[level]!));
  for (const price of PRICES) {
    const { motion, payload } = motions.at(price, motions.fitters[0]!);
    const plain = new IdealCoder();
    const seeing = new IdealCoder();
    let before = aliveFlags({ x: new Int32Array(width * height), y: new Int32Array(width * height) }, sides);
    for (const { map } of motion.modes) {
      const flags = aliveFlags(map, sides);
      const top = flags.length - 1;
      for (let level = top; level >= 1; level--) {
        const w = sides.widths[level]!;
        const parentOf = new Map<number, number>();
        if (level < top)
          shape[level + 1]!.children.forEach((children, parent) =>
            children.forEach((child) => parentOf.set(child, parent)),
          );
        flags[level]!.forEach((flag, node) => {
          // Nodes below a dead one are not coded.
          if (level < top && flags[level + 1]![parentOf.get(node)!] === 0) return;
          const near = (node % w > 0 ? flags[level]![node - 1]! : 0) + (node >= w ? flags[level]![node - w]! : 0);
          const context = `${level} ${near} ${before[level]![node]!}`;
          plain.add(context, flag as 0 | 1);
          seeing.add(`${context} ${classes[level]![node]!}`, flag as 0 | 1);
        });
      }
      before = flags;
    }
    const saved = (plain.bits - seeing.bits) / 8;
    console.log(
      `| ${clip} | ${price} | ${payload.length} | ${(plain.bits / 8).toFixed(0)} | ${(seeing.bits / 8).toFixed(0)} | ${((100 * saved) / payload.length).toFixed(1)} % |`,
    );
  }
}
