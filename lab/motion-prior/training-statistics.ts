/**
 * @file Key pictures and the statistics of all the motion beside them, for training the network that guesses statistics:
 *
 *     npx tsx lab/motion-prior/training-statistics.ts OUT CLIPS...    folders or files
 *
 * OUT gets one record after another (`records.ts`): a key picture (128 x 128 x RGB, 8 bits), then the strengths of displacement in
 * ten-thousandths of the picture's side and those of light in 256ths of a code value, five octaves of 16 x 16 cells each
 * (16 bits, little-endian). Statistics are those that the encoder measures beside a key picture that stands still. A clip
 * gives three key pictures, and three of a part of the picture.
 */
import type { MotionStatistics } from 'dynamics-codec/motion';
import { lumaPlane, type Picture } from 'dynamics-codec/picture';
import { statisticsBesideStill } from '../../packages/codec/src/encoder/animate/clip-statistics.js';
import { texturePlane } from '../../packages/codec/src/encoder/statistics/octave-power.js';
import { TextureMeter } from '../../packages/codec/src/encoder/statistics/texture-meter.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { namedNumber } from '../training/held-out.js';
import { appendClips, croppedPlane, isSourceHeldOut, keyBytes, record, type Part } from './records.js';

/** Most frames of a clip that are looked at, and fewest. */
const FRAMES = 128;
const LEAST_FRAMES = 64;
/** Where key pictures are taken, as a share of the frames. */
const KEYS = [0.1, 0.5, 0.9];
/** Side of a part, as a share of that of the picture. */
const NEAR = 0.625;

function statisticsOf(frames: readonly Picture[], part: Part): MotionStatistics {
  const textures = frames.map((picture) => texturePlane(croppedPlane(lumaPlane(picture), part)));
  const meter = new TextureMeter(textures[0]!);
  for (const texture of textures) meter.add(texture);
  return statisticsBesideStill(meter.measured(), { width: part.side, height: part.side });
}

function strengthBytes({ displacement, light }: MotionStatistics, side: number): Buffer {
  const values = [
    ...displacement.flatMap(({ data }) => [...data].map((value) => (10_000 * value) / side)),
    ...light.flatMap(({ data }) => [...data].map((value) => 256 * value)),
  ];
  const out = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) out.writeUInt16LE(Math.min(Math.round(value), 65535), 2 * i);
  return out;
}

const [out, ...named] = process.argv.slice(2);
if (out === undefined || named.length === 0) throw new Error('Usage: training-statistics.ts OUT CLIPS...');
await appendClips(out, named, async (path, clip) => {
  const frames = await clipFrames(path, FRAMES);
  if (frames.length < LEAST_FRAMES) return [];
  const { width } = frames[0]!;
  const side = 16 * Math.round((NEAR * width) / 16);
  const place = (what: string): number => 2 * Math.floor(((width - side) * namedNumber(`${clip} ${what}`)) / 2);
  const parts: Part[] = [
    { x: 0, y: 0, side: width },
    { x: place('x'), y: place('y'), side },
  ];
  return parts.flatMap((part, near) => {
    const strengths = strengthBytes(statisticsOf(frames, part), part.side);
    return KEYS.map((share) => {
      const description = { clip, window: near ? 'near' : 'whole', held: isSourceHeldOut(clip) };
      const key = frames[Math.floor(share * (frames.length - 1))]!;
      return record(description, Buffer.concat([keyBytes(key, part), strengths]));
    });
  });
});
