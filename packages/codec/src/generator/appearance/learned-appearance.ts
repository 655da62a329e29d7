/**
 * @file The learned restoration of a key picture, but for the network: what goes into it and what is made of what comes
 * out (packages/models/README.md has the contract). The network sees six planes of half size, so that its convolutions run on a
 * quarter of the pixels: the four phases of the luma and both planes of chroma. It is told how much the key picture lost, by
 * its quantiser, and leaves good ones alone by itself. Networks may draw texture from planes of noise, which the seed of the stream and
 * the place in the picture decide.
 *
 * A sample depends on no more than {@link REACH} samples to each side. Large pictures are therefore restored in tiles
 * that overlap by that much, which gives what the whole would give and bounds the memory.
 */
import { SeededNoise } from '../../math/index.js';
import { chromaSide, createPicture, type Picture } from '../../picture/index.js';
import { frameQuantiser } from '../../key/index.js';
import type { AppearanceConditions, AppearanceGenerator } from '../generator.js';
import { ModelError } from '../errors.js';
import type { AppearanceFile } from '../models.js';
import type { Network } from '../network.js';

/** Samples to each side that a restored sample can depend on. */
const REACH = 128;
/** Sides up to which a picture is restored as a whole, and longest sides of the tiles of larger ones, without their overlap. */
const WHOLE_SIDE = 768;
const TILE_SIDE = 640;
/** The network takes sides that are multiples of this. */
const MULTIPLE = 8;
/** Share of AV1's coarsest quantiser index up to which networks change nothing. */
const FINE_QUANTISER = 0.1;
const COARSEST_QUANTISER = 255;
const PLANES = 6;
/** Width of the uniform distribution of variance 1. */
const UNIT_VARIANCE = Math.sqrt(12);

/** Part of a picture, in luma samples: from `left`, `top` (even) to before `right`, `bottom`. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The appearance generator that a network makes.
 * @param modelId id of its model in the header of streams
 * @param contract what the network takes beside the picture
 */
export function learnedAppearance(
  network: Network,
  modelId: number,
  contract: Pick<AppearanceFile, 'noise'>,
): AppearanceGenerator {
  return { modelId, restore: (conditions) => restore(network, contract, conditions) };
}

/** How much was lost, as a share of the coarsest quantiser; `undefined` where that is so little that networks change nothing. */
function loss({ key, still }: AppearanceConditions): number | undefined {
  const quantiser = frameQuantiser(still, key.width, key.height) / COARSEST_QUANTISER;
  return quantiser <= FINE_QUANTISER ? undefined : quantiser;
}

async function restore(
  network: Network,
  { noise }: Pick<AppearanceFile, 'noise'>,
  conditions: AppearanceConditions,
): Promise<Picture> {
  const { key, seed, fidelity } = conditions;
  const strength = 1 - fidelity;
  const lost = strength <= 0 ? undefined : loss(conditions);
  if (lost === undefined) return key;
  const out = createPicture(key.width, key.height);
  for (const tile of tilesOf(key)) {
    const seen = withMargin(tile, key);
    const width = padded(seen.right - seen.left);
    const height = padded(seen.bottom - seen.top);
    const shape = [1, PLANES, height / 2, width / 2];
    const drawn =
      noise === 0
        ? {}
        : {
            noise: {
              data: noisePlanes(noise, seed, seen, width / 2, height / 2),
              shape: [1, noise, height / 2, width / 2],
            },
          };
    const { restored } = await network.run({
      picture: { data: planesOf(key, seen, width, height), shape },
      quantiser: { data: Float32Array.of(lost), shape: [1] },
      ...drawn,
    });
    if (restored === undefined || restored.data.length !== (PLANES * width * height) / 4) {
      throw new ModelError(
        'BAD_MODEL',
        `Expected ${shape.join('x')} values for the output "restored" but received ${restored?.shape.join('x') ?? 'none'}`,
      );
    }
    blend(key, restored.data, seen, tile, width / 2, strength, out);
  }
  return out;
}

function padded(side: number): number {
  return Math.ceil(side / MULTIPLE) * MULTIPLE;
}

function tilesOf({ width, height }: Picture): Area[] {
  if (Math.max(width, height) <= WHOLE_SIDE) return [{ left: 0, top: 0, right: width, bottom: height }];
  const [across, down] = [spansOf(width), spansOf(height)];
  return down.flatMap(([top, bottom]) => across.map(([left, right]) => ({ left, top, right, bottom })));
}

/** A side in spans about equally long: what they overlap by is restored twice, so few long ones take less time. */
function spansOf(side: number): [from: number, to: number][] {
  const count = Math.ceil(side / TILE_SIDE);
  const length = padded(Math.ceil(side / count));
  return Array.from({ length: count }, (_, i) => [Math.min(i * length, side), Math.min((i + 1) * length, side)]);
}

function withMargin({ left, top, right, bottom }: Area, { width, height }: Picture): Area {
  return {
    left: Math.max(left - REACH, 0),
    top: Math.max(top - REACH, 0),
    right: Math.min(right + REACH, width),
    bottom: Math.min(bottom + REACH, height),
  };
}

/** Phases of the luma, then U and V, of an area of `width` x `height` luma samples; beyond the picture its edge goes on. */
function planesOf(key: Picture, { left, top }: Area, width: number, height: number): Float32Array {
  const halfWidth = width / 2;
  const area = halfWidth * (height / 2);
  const out = new Float32Array(PLANES * area);
  const planes = [
    ...[0, 1, 2, 3].map((phase) => ({
      samples: key.y,
      width: key.width,
      height: key.height,
      step: 2,
      x: left + (phase & 1),
      y: top + (phase >> 1),
    })),
    ...[key.u, key.v].map((samples) => ({
      samples,
      width: chromaSide(key.width),
      height: chromaSide(key.height),
      step: 1,
      x: left / 2,
      y: top / 2,
    })),
  ];
  for (const [p, plane] of planes.entries()) {
    for (let i = 0; i < area; i++) {
      const x = Math.min(plane.x + plane.step * (i % halfWidth), plane.width - 1);
      const y = Math.min(plane.y + plane.step * Math.floor(i / halfWidth), plane.height - 1);
      out[p * area + i] = plane.samples[y * plane.width + x]! / 255 - 0.5;
    }
  }
  return out;
}

/** White noise of variance 1, uniform, for the half-size samples of an area: `planes * height * width`. */
function noisePlanes(planes: number, seed: number, { left, top }: Area, width: number, height: number): Float32Array {
  const out = new Float32Array(planes * height * width);
  let i = 0;
  for (let plane = 0; plane < planes; plane++) {
    const white = new SeededNoise(seed, plane);
    for (let y = top / 2; y < top / 2 + height; y++) {
      for (let x = left / 2; x < left / 2 + width; x++) out[i++] = white.uniform(x, y) * UNIT_VARIANCE;
    }
  }
  return out;
}

/** Writes the samples of `tile`: those of the key picture, moved towards the restored ones, which begin at `seen`. */
function blend(
  key: Picture,
  restored: Float32Array,
  seen: Area,
  tile: Area,
  halfWidth: number,
  strength: number,
  out: Picture,
): void {
  const area = restored.length / PLANES;
  for (let y = tile.top; y < tile.bottom; y++) {
    for (let x = tile.left; x < tile.right; x++) {
      const plane = 2 * (y & 1) + (x & 1);
      const value = restored[plane * area + ((y - seen.top) >> 1) * halfWidth + ((x - seen.left) >> 1)]!;
      const at = y * key.width + x;
      out.y[at] = mixed(key.y[at]!, value, strength);
    }
  }
  const width = chromaSide(key.width);
  for (const [plane, name] of (['u', 'v'] as const).entries()) {
    for (let y = tile.top / 2; y < chromaSide(tile.bottom); y++) {
      for (let x = tile.left / 2; x < chromaSide(tile.right); x++) {
        const value = restored[(4 + plane) * area + (y - seen.top / 2) * halfWidth + x - seen.left / 2]!;
        const at = y * width + x;
        out[name][at] = mixed(key[name][at]!, value, strength);
      }
    }
  }
}

function mixed(sample: number, restored: number, strength: number): number {
  const value = Math.round(sample + strength * ((restored + 0.5) * 255 - sample));
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
