/**
 * @file Hints and dense maps for training the motion generator, made by the codec's own code:
 *
 *     npx tsx lab/motion-filters/training-motion.ts OUT CLIPS...    folders or files
 *
 * OUT gets `motion.bin` and `index.json`. For each clip: two key pictures as decoders show them (Y, U, V, 4:2:0, 8 bits).
 * For each clip at several prices of motion, with modes gated and not: decoded coarse maps, what the classical generator
 * makes of them, and the maps of `motion-targets.ts`, each as 16-bit integers (mode, row, column, x or y) times a scale;
 * quantiser steps; covariances of the series and of their changes. Clips are split by the hash of their name, and some
 * are held out by name. The index is rewritten after each clip, so that a training can begin with what is there.
 */
import { mkdir, open, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chooseAppearance, classicalMotion, DENSE_SIDE, NEWEST_MODEL } from 'dynamics-codec/generator';
import { nodeNetworks } from '@dynamics-codec/node';
import { decodeHints, type Flow } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { groupMotion } from '../../packages/bench/benches/support/group-motion.js';
import { covariance, denseTruth, differences, seriesValues, targetMaps } from './motion-targets.js';
import { isHeldOut, nameHash } from '../training/held-out.js';

/** Fewer frames than a group mostly has: what the hints look like is the same, and a clip takes less time. */
const FRAMES = 64;
const PRICES = [4e-3, 1.2e-3, 4e-4, 1.2e-4, 3.5e-5];
const KEY_BYTES = [1700, 2700];
/** Held out besides those of the hash: swinging scenes, of which the hash takes but few. */
const HELD_BY_NAME = new Set(['fern-forest-sun-01', 'foxtail-grass-gen-01', 'gloves-line-gen-01', 'snowy-bush-01']);

interface Stored {
  /** Byte of `motion.bin`. */
  readonly at: number;
  readonly scale: number;
}

interface Item {
  readonly way: number;
  readonly price: number;
  readonly bytes: number;
  readonly key: number;
  readonly count: number;
  readonly grid: readonly [number, number];
  readonly steps: readonly number[];
  readonly position: readonly number[];
  readonly velocity: readonly number[];
  readonly coarse: Stored;
  readonly classical: Stored;
  readonly target: Stored;
}

interface Entry {
  readonly clip: string;
  readonly held: boolean;
  readonly keys: readonly number[];
  readonly items: readonly Item[];
}

const networks = nodeNetworks({ threads: 1 });

/** Appends to `motion.bin`. */
class MotionFile {
  private size = 0;

  constructor(private readonly file: FileHandle) {}

  async picture({ y, u, v }: Picture): Promise<number> {
    return this.append(Buffer.concat([y, u, v]));
  }

  async maps(maps: readonly Flow[]): Promise<Stored> {
    let most = 1e-9;
    for (const { data } of maps) for (const value of data) most = Math.max(most, Math.abs(value));
    const scale = most / 32767;
    const integers = maps.map(({ data }) =>
      Buffer.from(Int16Array.from(data, (value) => Math.round(value / scale)).buffer),
    );
    return { at: await this.append(Buffer.concat(integers)), scale };
  }

  private async append(bytes: Buffer): Promise<number> {
    const at = this.size;
    await this.file.write(bytes);
    this.size += bytes.length;
    return at;
  }
}

async function entryOf(path: string, file: MotionFile): Promise<Entry> {
  const clip = basename(path, '.mp4');
  const frames = await clipFrames(path, FRAMES);
  const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', networks);
  const { keys: ladder, motions, keyFrame } = await groupMotion(frames, appearance, ['light']);
  const truth = await denseTruth(frames, keyFrame, DENSE_SIDE);
  const shown: Picture[] = [];
  for (const bytes of KEY_BYTES) shown.push((await ladder.finish(await ladder.within(bytes))).shown);
  const keys: number[] = [];
  for (const picture of shown) keys.push(await file.picture(picture));
  const items: Item[] = [];
  for (const [way, fitter] of motions.fitters.entries()) {
    for (const [p, price] of PRICES.entries()) {
      const { motion, payload } = await motions.at(price, fitter);
      if (motion.modes.length === 0 || motion.advection !== undefined) continue;
      const key = (way + p) % KEY_BYTES.length;
      const { width, height } = shown[key]!;
      const hints = decodeHints(motion, width, height, frames.length);
      const count = hints.maps.length;
      const { maps } = await classicalMotion.generate({ hints, key: shown[key]!, seed: 0 });
      const values = seriesValues(hints.series, frames.length);
      const series = values.slice(0, count);
      items.push({
        way,
        price,
        bytes: payload.length,
        key,
        count,
        grid: [hints.maps[0]!.width, hints.maps[0]!.height],
        steps: hints.mapSteps,
        position: [...covariance(series)],
        velocity: [...covariance(differences(series))],
        coarse: await file.maps(hints.maps),
        classical: await file.maps(maps.slice(0, count)),
        target: await file.maps(
          await targetMaps(truth, series, maps.slice(0, count), {
            maps: maps.slice(count),
            series: values.slice(count),
          }),
        ),
      });
    }
  }
  return { clip, held: isHeldOut(basename(path)) || HELD_BY_NAME.has(clip), keys, items };
}

async function pathsOf(places: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    places.map(async (place) =>
      place.endsWith('.mp4')
        ? [place]
        : (await readdir(place)).filter((name) => name.endsWith('.mp4')).map((name) => join(place, name)),
    ),
  );
  return lists.flat().sort((a, b) => nameHash(`order ${basename(a)}`) - nameHash(`order ${basename(b)}`));
}

async function main(): Promise<void> {
  const [out, ...places] = process.argv.slice(2);
  if (out === undefined || places.length === 0) {
    console.log('Usage: npx tsx lab/motion-filters/training-motion.ts OUT CLIPS... (folders or files)');
    return;
  }
  await mkdir(out, { recursive: true });
  const handle = await open(join(out, 'motion.bin'), 'w');
  const file = new MotionFile(handle);
  const entries: Entry[] = [];
  for (const path of await pathsOf(places)) {
    entries.push(await entryOf(path, file));
    const index = join(out, 'index.json');
    await writeFile(`${index}.tmp`, JSON.stringify({ side: DENSE_SIDE, pictureSide: 256, entries }));
    await rename(`${index}.tmp`, index);
    console.log(`${entries.length} clips: ${basename(path)}, ${entries.at(-1)!.items.length} items`);
  }
  await handle.close();
}

await main();
