/**
 * @file Cases of the fuzzers, run in a process of their own that is watched (fuzz.ts). A case is decided by its seed and its
 * number alone, so that one that failed fails again.
 */
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decoder, DynamicsError, readStreamInfo } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { makeClip, type ClipRecipe } from '../ffmpeg-clips.js';
import { withGroups } from '../fixtures/edited-stream.js';
import { seededRandom } from '../fixtures/random.js';
import { damaged, type Random } from './damaged.js';

/** What is fuzzed. */
export type FuzzKind = 'streams' | 'media';

/** One case. */
export interface FuzzCase {
  readonly kind: FuzzKind;
  readonly seed: number;
  readonly index: number;
  /** Where the valid files lie, and where the damaged one goes. */
  readonly folder: string;
}

/** What came of a case: `frames`, or the code of a typed error; anything else is thrown. */
export interface FuzzResult {
  readonly outcome: string;
  /** Memory of the process, bytes. */
  readonly memory: number;
}

const GOLDEN = ['still', 'loop', 'cut', 'split', 'open', 'advection', 'drawn', 'transparent', 'odd-size'];
const SOURCE = 'testsrc2=s=64x64:r=10:d=0.5,format=';

/** A tiny file of each container that is read. */
const CLIPS: Readonly<Record<string, ClipRecipe>> = {
  'clip.mp4': { graph: `${SOURCE}yuv420p`, encoder: 'libx264' },
  'clip.mov': { graph: `${SOURCE}yuv420p`, encoder: 'libx264', muxer: 'mov' },
  'clip.mkv': { graph: `${SOURCE}yuv420p`, encoder: 'libx264' },
  'clip.webm': { graph: `${SOURCE}yuv420p`, encoder: 'libvpx-vp9' },
  'clear.webm': {
    graph: `${SOURCE}yuva420p,colorkey=red`,
    encoder: 'libvpx-vp9',
    encoderOptions: { 'auto-alt-ref': 0 },
  },
  'clip.gif': { graph: `${SOURCE}rgb8`, encoder: 'gif' },
  'clip.apng': { graph: `${SOURCE}rgb24`, encoder: 'apng' },
  'clip.webp': { graph: `${SOURCE}bgra`, encoder: 'libwebp_anim', muxer: 'webp' },
  'clip.y4m': { graph: `${SOURCE}yuv420p`, encoder: 'wrapped_avframe', muxer: 'yuv4mpegpipe' },
  'clip.avi': { graph: `${SOURCE}yuv420p`, encoder: 'mpeg4' },
  'clip.ts': { graph: `${SOURCE}yuv420p`, encoder: 'libx264' },
  'clip.flv': { graph: `${SOURCE}yuv420p`, encoder: 'flv' },
  'clip.mpg': { graph: 'testsrc2=s=64x64:r=25:d=0.3,format=yuv420p', encoder: 'mpeg2video' },
  'clip.ogv': { graph: `${SOURCE}yuv420p`, encoder: 'libvpx', muxer: 'ogv' },
};

/** Writes the valid files. @returns the names of those that this build of FFmpeg can write */
export async function prepare(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (const [name, recipe] of Object.entries(CLIPS)) {
    const written = await makeClip(join(folder, name), recipe).then(
      () => true,
      () => false,
    );
    if (written) made.push(name);
  }
  for (const name of GOLDEN)
    await writeFile(join(folder, `${name}.dync`), await readFile(join('test/golden', `${name}.dync`)));
  return made;
}

/** Runs a case. @param clips names of the valid media files @throws what is no typed error */
export async function runCase({ kind, seed, index, folder }: FuzzCase, clips: readonly string[]): Promise<FuzzResult> {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  try {
    await (kind === 'streams' ? streamCase(folder, random) : mediaCase(folder, clips, random));
    return { outcome: 'frames', memory: process.memoryUsage().rss };
  } catch (error) {
    if (!(error instanceof DynamicsError)) throw error;
    if (error.message.length < 10 || error.code === '') throw new Error(`An error that says nothing: ${error.message}`);
    return { outcome: error.code, memory: process.memoryUsage().rss };
  }
}

async function streamCase(folder: string, random: Random): Promise<void> {
  const valid = new Uint8Array(await readFile(join(folder, `${GOLDEN[random(GOLDEN.length)]!}.dync`)));
  const edits = 1 + random(6);
  const part = random(5);
  const bytes =
    part === 0
      ? damaged(valid, edits, random)
      : withGroups(valid, (group) => ({
          ...group,
          key: part === 1 ? damaged(group.key, edits, random) : group.key,
          motion: part === 2 ? damaged(group.motion, edits, random) : group.motion,
          frames: part === 3 ? 1 + random(1024) : group.frames,
          sections:
            part === 4
              ? group.sections.map((section) => ({ ...section, data: damaged(section.data, edits, random) }))
              : group.sections,
        }));
  if (random(8) === 0) readStreamInfo(bytes);
  const size = 1 + random(random(2) === 0 ? 64 : 4096);
  const source = random(3) === 0 ? bytes : chunks(bytes, size);
  const decoder = await Decoder.open(source, { stills: nodeStills(), motion: random(4), liveliness: random(3) });
  try {
    for (let i = 0; i < 3; i++)
      await decoder.frameAt(((random(1200) - 100) / 1000) * Math.min(decoder.info.duration, 60));
    let left = 1 + random(4);
    for await (const picture of decoder.frames(random(8))) if (picture.y.length === 0 || --left === 0) break;
  } finally {
    decoder.close();
  }
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function mediaCase(folder: string, clips: readonly string[], random: Random): Promise<void> {
  const name = clips[random(clips.length)]!;
  const valid = new Uint8Array(await readFile(join(folder, name)));
  // Structure is where files break: half of the edits go to the first kilobyte.
  const head = random(2) === 0 ? valid.subarray(0, 1024) : valid;
  const broken = damaged(head, 1 + random(8), random);
  const path = join(folder, `damaged.${name.replace(/.*\./, '')}`);
  await writeFile(path, head === valid ? broken : Uint8Array.of(...broken, ...valid.subarray(1024)));
  const options =
    random(2) === 0
      ? { frames: 8 }
      : { frames: 4, start: random(6) / 10, fps: 5 + random(30), size: { width: 80, height: 64 } };
  const source = await openVideo(path, options);
  try {
    let left = random(3) === 0 ? 1 : 100;
    for await (const picture of source.frames()) if (picture.y.length === 0 || --left === 0) break;
  } finally {
    await source.close();
  }
}
