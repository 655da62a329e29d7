import { createHash } from 'node:crypto';
import { DRAWN_MOTION_SECTION, parseGroup, parseStream } from 'dynamics-codec/bitstream';
import { Decoder, readStreamInfo, type Picture, type StreamInfo } from 'dynamics-codec';
import { readMotionPayload, readStatistics } from 'dynamics-codec/motion';
import type { StillDecoder } from 'dynamics-codec/key';

/** What is pinned of one decoded picture. */
export interface GoldenPicture {
  /** Seconds. */
  readonly time: number;
  /** SHA-256 of the Y, U and V samples one after the other. */
  readonly sha256: string;
  /** Mean luma of 4x4 blocks of the picture, row-major: for platforms whose arithmetic differs in the last bit. */
  readonly means: readonly number[];
}

/** What is pinned of one stream. */
export interface GoldenStream {
  readonly sha256: string;
  readonly info: Omit<StreamInfo, 'transparent'> & Partial<Pick<StreamInfo, 'transparent'>>;
  /** SHA-256 of the integers of each group's motion, in a canonical form. */
  readonly tokens: readonly string[];
  readonly pictures: readonly GoldenPicture[];
}

const BLOCKS = 4;
/** As shares of the duration: the first frame, a time between frames, one near the end. */
const TIMES = [0, 0.437, 0.93];

/** Everything that a golden file says of a stream. */
export async function describeStream(bytes: Uint8Array, stills: StillDecoder): Promise<GoldenStream> {
  const info = readStreamInfo(bytes);
  const decoder = await Decoder.open(bytes, { stills });
  const pictures: GoldenPicture[] = [];
  for (const share of TIMES) {
    const time = Math.round(share * info.duration * 1000) / 1000;
    const picture = await decoder.frameAt(time);
    pictures.push({ time, sha256: pictureChecksum(picture), means: blockMeans(picture) });
  }
  decoder.close();
  // Through JSON, so that what was just described and what was read from a file are alike.
  return JSON.parse(
    JSON.stringify({ sha256: sha256(bytes), info: pinnedInfo(info), tokens: tokenChecksums(bytes), pictures }),
  ) as GoldenStream;
}

/** Facts that came later are named only where a stream has them: what was pinned before them stays as it was. */
function pinnedInfo({ transparent, groups, ...info }: StreamInfo): object {
  return {
    ...info,
    ...(transparent && { transparent }),
    groups: groups.map(({ coverBytes, ...group }) => ({ ...group, ...(coverBytes > 0 && { coverBytes }) })),
  };
}

/** As it was pinned when lives strayed as a whole or not at all. */
function strayingOf(straying: 'none' | 'whole' | 'by-place'): object {
  if (straying === 'none') return {};
  return straying === 'whole' ? { strays: true } : { straying };
}

/** SHA-256 of a picture's samples, its alpha last where it has one. */
export function pictureChecksum({ y, u, v, cover }: Picture): string {
  return sha256(y, u, v, ...(cover === undefined ? [] : [cover.alpha]));
}

function tokenChecksums(bytes: Uint8Array): string[] {
  const { header, groups } = parseStream(bytes);
  return groups.map((entry) => {
    const { motion, frames, sections } = parseGroup(bytes, entry);
    const drawn = sections.find(({ id }) => id === DRAWN_MOTION_SECTION);
    const {
      camera,
      light,
      tone,
      lagrangian,
      advection: { straying = 'none', ...flow } = {},
      ...older
    } = readMotionPayload(motion, { ...header, ...entry, frames });
    // Tools that came later are named only where a stream uses them: what was pinned before them stays as it was.
    const advection = 'map' in flow ? { ...flow, ...strayingOf(straying) } : undefined;
    const tokens = {
      ...older,
      advection,
      ...(camera.length > 0 && { camera }),
      ...(light !== undefined && { light }),
      ...(tone !== undefined && { tone }),
      ...(lagrangian && { lagrangian }),
      ...(drawn !== undefined && { drawn: readStatistics(drawn.data, { ...header, ...entry }) }),
    };
    return sha256(Buffer.from(canonical(tokens)));
  });
}

/** Text of a value made of numbers, arrays and records: keys in order, typed arrays as lists. */
function canonical(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as Int32Array).join()}]`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, entry]) => `${name}:${canonical(entry)}`).join()}}`;
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function blockMeans({ width, height, y }: Picture): number[] {
  const sums = new Float64Array(BLOCKS * BLOCKS);
  const counts = new Float64Array(BLOCKS * BLOCKS);
  for (let at = 0; at < y.length; at++) {
    const column = Math.floor(((at % width) * BLOCKS) / width);
    const row = Math.floor((Math.floor(at / width) * BLOCKS) / height);
    sums[row * BLOCKS + column]! += y[at]!;
    counts[row * BLOCKS + column]!++;
  }
  return Array.from(sums, (sum, i) => Math.round((sum / counts[i]!) * 100) / 100);
}
