/**
 * @file Frames as the codec shows them beside the frames that were filmed, for training a network that refines them, made by
 * the codec's own code:
 *
 *     vite build --ssr bench/training-frames.ts --outDir scratch/training-frames
 *     node scratch/training-frames/training-frames.js OUT CLIPS [NAME,NAME...]
 *
 * Each clip of the folder is encoded with the newest model, first at one of two rates, in a second pass at the other. OUT
 * gets `frames.bin`, one record for each frame: the decoded picture and the original (each Y, U, V; 4:2:0, full range, 8
 * bits), then the maps of {@link KNOWLEDGE}; and `index.json`: the runs of consecutive frames with clip, rate, first
 * frame, place of the first record, length, bits per pixel of the key payload, and whether the clip is held out. Held-out
 * clips, by the hash of their name and those that are listed, are there as a whole, others in short runs. The index is
 * rewritten after every clip, so that a training can begin with what is there.
 */
import { mkdir, open, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parseGroup, parseHeader } from 'dynamics-codec/bitstream';
import { decodeGroup } from '../../packages/codec/src/decoder/group-decoder.js';
import { encode } from 'dynamics-codec';
import { chooseGenerators, NEWEST_MODEL } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills, openVideo } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { FrameComposer } from 'dynamics-codec/render';
import { frameKnowledge, KNOWLEDGE, phasesOf } from './frame-knowledge.js';
import { isHeldOut, nameHash } from '../appearance/training-crops.js';

const SIDE = 256;
const FRAMES = 100;
const RATES = [4000, 8000] as const;
const RUN = 3;
/** Frames from the beginning of one run to that of the next. */
const RUN_EVERY = 12;

interface Run {
  readonly clip: string;
  readonly rate: number;
  readonly held: boolean;
  readonly first: number;
  readonly record: number;
  readonly length: number;
  /** Bits per pixel of the key payload. */
  readonly keyBits: number;
}

const stills = nodeStills();
const networks = nodeNetworks({ threads: 1 });

/** Writes records one after the other and the index of what they are. */
class FrameSet {
  private readonly runs: Run[] = [];
  private records = 0;

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string): Promise<FrameSet> {
    await mkdir(folder, { recursive: true });
    return new FrameSet(folder, await open(join(folder, 'frames.bin'), 'w'));
  }

  begin(run: Omit<Run, 'record' | 'length'>, length: number): void {
    this.runs.push({ ...run, record: this.records, length });
  }

  async add(decoded: Picture, original: Picture, knowledge: Uint8Array): Promise<void> {
    await this.file.write(
      Buffer.concat([decoded.y, decoded.u, decoded.v, original.y, original.u, original.v, knowledge]),
    );
    this.records++;
  }

  async writeIndex(): Promise<void> {
    const path = join(this.folder, 'index.json');
    await writeFile(
      `${path}.tmp`,
      JSON.stringify({ side: SIDE, knowledge: KNOWLEDGE, records: this.records, runs: this.runs }),
    );
    await rename(`${path}.tmp`, path);
  }

  async close(): Promise<void> {
    await this.writeIndex();
    await this.file.close();
  }
}

async function framesOf(
  path: string,
): Promise<{
  readonly frames: Picture[];
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
}> {
  const video = await openVideo(path, { frames: FRAMES, size: { width: SIDE, height: SIDE } });
  const frames: Picture[] = [];
  for await (const picture of video.frames()) frames.push(picture);
  await video.close();
  return { frames, frameRate: video.frameRate };
}

/** First frames and lengths of the runs of a group. */
function runsOf(frames: number, held: boolean, offset: number): { readonly first: number; readonly length: number }[] {
  if (held) return [{ first: 0, length: frames }];
  const count = Math.max(Math.floor((frames - RUN - offset) / RUN_EVERY) + 1, 0);
  return Array.from({ length: count }, (_, i) => ({ first: offset + i * RUN_EVERY, length: RUN }));
}

async function addClip(set: FrameSet, path: string, rate: number, held: boolean): Promise<void> {
  const clip = basename(path, extname(path));
  const { frames, frameRate } = await framesOf(path);
  const { bytes } = await encode(frames, {
    frameRate,
    frameCount: frames.length,
    target: { bitrate: rate },
    stills,
    preset: 'fast',
    modelId: NEWEST_MODEL,
    networks,
  });
  const { header, groups } = parseHeader(bytes);
  const { profile, width, height, seed } = header;
  const { appearance, motion } = await chooseGenerators(header.modelId, 'learned', networks);
  for (const entry of groups) {
    const payload = parseGroup(bytes, entry);
    const group = await decodeGroup(
      payload,
      { index: entry.index, offset: entry.offset, profile, width, height, seed },
      { stills, motion, appearance, fidelity: 0 },
    );
    const composer = new FrameComposer(group.renderer.scene);
    const keyBits = (8 * payload.key.length) / (width * height);
    for (const { first, length } of runsOf(entry.frames, held, nameHash(`${clip} ${rate}`) % RUN_EVERY)) {
      set.begin({ clip, rate, held, first: entry.firstFrame + first, keyBits }, length);
      for (let t = first; t < first + length; t++) {
        const before = phasesOf(composer.compose(t - 1));
        const knowledge = frameKnowledge(composer.compose(t), before, t - group.tokens.keyFrame, width, height);
        await set.add(group.renderer.render(t), frames[entry.firstFrame + t]!, knowledge);
      }
    }
  }
  await set.writeIndex();
  console.log(`${clip} at ${rate}: ${bytes.length} bytes, ${groups.length} groups${held ? ', held out' : ''}`);
}

async function main(): Promise<void> {
  const [out, folder, more = ''] = process.argv.slice(2);
  if (out === undefined || folder === undefined) {
    console.log(
      'usage: training-frames.js OUT CLIPS [NAME,NAME...] (names of clips to hold out besides those that their hash holds out)',
    );
    return;
  }
  const names = (await readdir(folder))
    .filter((name) => extname(name) === '.mp4')
    .sort((a, b) => nameHash(`order ${a}`) - nameHash(`order ${b}`));
  const set = await FrameSet.create(out);
  for (const pass of [0, 1]) {
    for (const [i, name] of names.entries()) {
      const held = isHeldOut(name) || more.split(',').includes(basename(name, '.mp4'));
      await addClip(set, join(folder, name), RATES[(i + pass) % 2]!, held);
    }
  }
  await set.close();
}

await main();
