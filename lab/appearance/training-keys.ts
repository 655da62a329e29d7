/**
 * @file Pairs of original and decoded key pictures for training the appearance generator, made by the codec's own code:
 *
 *     npx tsx lab/appearance/training-keys.ts OUT PHOTOGRAPHS CLIPS...
 *
 * OUT gets `pictures.bin`, pictures of 256x256 one after the other, each Y, U, V (4:2:0, full range, 8 bits), and
 * `index.json`: for each original its source, its place in `pictures.bin`, whether it is held out, and its codings with
 * quality, bytes of the payload, quantiser and place; held-out ones also with the place of the classical generator's picture. The index is
 * rewritten now and then, so that a training can begin with what is there. Sources are split by the hash of their name.
 */
import { noPause } from 'dynamics-codec/math';
import { open, mkdir, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { restoreKey } from '../../packages/codec/src/decoder/group-decoder.js';
import { classicalAppearance } from 'dynamics-codec/generator';
import { frameQuantiser } from 'dynamics-codec/key';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { pictureFromRgb, type Picture } from 'dynamics-codec/picture';
import { isHeldOut, nameHash } from '../training/held-out.js';
import { cropsOf, qualitiesOf, type TrainingCrop } from './training-crops.js';

const SIDE = 256;
/** Effort that the rate control of the codec encodes key pictures with. */
const EFFORT = 4;
const CODINGS = 4;
const HELD_OUT_CODINGS = 5;
const FRAMES = [10, 45, 80];
const PICTURE_FILES = new Set(['.jpg', '.jpeg', '.png', '.webp']);
const VIDEO_FILES = new Set(['.mp4', '.webm', '.mkv', '.mov']);

interface Coding {
  readonly quality: number;
  readonly bytes: number;
  /** Base quantiser index of AV1, 0 to 255. */
  readonly quantiser: number;
  readonly decoded: number;
  readonly classical?: number;
}

interface Entry {
  readonly source: string;
  readonly kind: 'clip' | 'photograph';
  readonly held: boolean;
  readonly original: number;
  readonly codings: readonly Coding[];
}

const stills = nodeStills();

/** Writes pictures one after the other and the index of what they are. */
class TrainingSet {
  private readonly entries: Entry[] = [];
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string): Promise<TrainingSet> {
    await mkdir(folder, { recursive: true });
    return new TrainingSet(folder, await open(join(folder, 'pictures.bin'), 'w'));
  }

  async add(source: string, kind: Entry['kind'], picture: Picture, name: string): Promise<void> {
    const held = isHeldOut(source);
    const original = await this.append(picture);
    const codings: Coding[] = [];
    for (const quality of qualitiesOf(name, held ? HELD_OUT_CODINGS : CODINGS, 1, 60)) {
      const payload = await stills.encode(picture, { quality, effort: EFFORT });
      const decoded = await stills.decode(payload, picture.width, picture.height);
      const quantiser = frameQuantiser(payload, picture.width, picture.height);
      const coding = { quality, bytes: payload.length, quantiser, decoded: await this.append(decoded) };
      codings.push(held ? { ...coding, classical: await this.append(await classical(decoded, payload)) } : coding);
    }
    this.entries.push({ source, kind, held, original, codings });
    if (this.entries.length % 50 === 0) await this.writeIndex();
  }

  async close(): Promise<void> {
    await this.writeIndex();
    await this.file.close();
  }

  private async append({ y, u, v }: Picture): Promise<number> {
    await this.file.write(Buffer.concat([y, u, v]));
    return this.count++;
  }

  private async writeIndex(): Promise<void> {
    const path = join(this.folder, 'index.json');
    await writeFile(`${path}.tmp`, JSON.stringify({ side: SIDE, effort: EFFORT, entries: this.entries }));
    await rename(`${path}.tmp`, path);
    console.log(`${this.entries.length} originals, ${this.count} pictures`);
  }
}

function classical(picture: Picture, still: Uint8Array): Promise<Picture> {
  return restoreKey({ picture, still, bytes: still.length, grain: 0 }, 0, {
    appearance: classicalAppearance,
    fidelity: 0,
    breathe: noPause,
  });
}

async function filesOf(folder: string, endings: ReadonlySet<string>): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => endings.has(extname(name).toLowerCase())).map((name) => join(folder, name));
}

async function cropPhotograph(path: string, width: number, height: number, crop: TrainingCrop): Promise<Picture> {
  const scale = crop.shorter / Math.min(width, height);
  const scaledWidth = Math.max(SIDE, Math.round(width * scale));
  const scaledHeight = Math.max(SIDE, Math.round(height * scale));
  const window = {
    left: Math.round(crop.x * (scaledWidth - SIDE)),
    top: Math.round(crop.y * (scaledHeight - SIDE)),
    width: SIDE,
    height: SIDE,
  };
  const pixels = await sharp(path)
    .resize({ width: scaledWidth, height: scaledHeight, fit: 'fill', kernel: 'lanczos3' })
    .extract(window)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return pictureFromRgb(pixels, SIDE, SIDE, 3);
}

async function addPhotograph(set: TrainingSet, path: string): Promise<void> {
  const source = basename(path);
  const { width, height } = await sharp(path).metadata();
  for (const [i, crop] of cropsOf(source, Math.min(width, height), SIDE).entries()) {
    await set.add(source, 'photograph', await cropPhotograph(path, width, height, crop), `${source} ${i}`);
  }
}

async function addClip(set: TrainingSet, path: string): Promise<void> {
  const source = basename(path);
  const video = await openVideo(path, { frames: Math.max(...FRAMES) + 1, size: { width: SIDE, height: SIDE } });
  let number = 0;
  for await (const picture of video.frames()) {
    if (FRAMES.includes(number)) await set.add(source, 'clip', picture, `${source} ${number}`);
    number++;
  }
  await video.close();
}

async function main(): Promise<void> {
  const [out, ...folders] = process.argv.slice(2);
  if (out === undefined || folders.length === 0) {
    console.log('Usage: npx tsx lab/appearance/training-keys.ts OUT FOLDER... (folders of photographs or clips)');
    return;
  }
  const photographs = (await Promise.all(folders.map((folder) => filesOf(folder, PICTURE_FILES)))).flat();
  const clips = (await Promise.all(folders.map((folder) => filesOf(folder, VIDEO_FILES)))).flat();
  const paths = [...photographs, ...clips].sort(
    (a, b) => nameHash(`order ${basename(a)}`) - nameHash(`order ${basename(b)}`),
  );
  const set = await TrainingSet.create(out);
  for (const path of paths) {
    if (VIDEO_FILES.has(extname(path).toLowerCase())) await addClip(set, path);
    else await addPhotograph(set, path);
  }
  await set.close();
}

await main();
