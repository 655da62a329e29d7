/**
 * @file Motion tokens of clips at many prices, as the encoder fits them: what `context-training.ts` learns from.
 *
 *     npx tsx lab/context-tables/context-tokens.ts OUT CLIPS
 *
 * Writes one JSON file for each clip in the folder CLIPS and leaves those alone that are there already, so that an
 * interrupted run goes on where it was.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MotionTokens } from 'dynamics-codec/motion';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { groupMotion } from '../../packages/bench/benches/support/group-motion.js';
import type { TokenSample } from './context-samples.js';

const FRAMES = 100;
const PRICES = [4e-3, 2e-3, 1e-3, 5e-4, 2.5e-4, 1.2e-4, 6e-5, 3e-5];
/** Price at which the light is added. */
const LIT_PRICE = 2.5e-4;
/** Payloads beyond this are not what streams of a few kilobytes carry. */
const MOST_BYTES = 1200;

async function samplesOf(clip: string, path: string): Promise<TokenSample[]> {
  const frames = await clipFrames(path, FRAMES);
  const { width, height } = frames[0]!;
  const { motions } = await groupMotion(frames);
  const samples: TokenSample[] = [];
  for (const [way, fitter] of motions.fitters.entries()) {
    for (const price of PRICES) {
      const rung = await motions.at(price, fitter);
      if (rung.payload.length > MOST_BYTES) break;
      const { motion } = price === LIT_PRICE && motions.light !== undefined ? motions.lit(rung) : rung;
      samples.push({ clip, way, price, width, height, frames: frames.length, tokens: plain(motion) });
    }
  }
  return samples;
}

/** Typed arrays as plain ones, so that JSON keeps them. */
function plain(tokens: MotionTokens): unknown {
  return JSON.parse(
    JSON.stringify(tokens, (_, value: unknown) => (value instanceof Int32Array ? [...value] : value)),
  ) as unknown;
}

async function main(): Promise<void> {
  const [out, clips] = process.argv.slice(2);
  if (out === undefined || clips === undefined || !existsSync(clips)) {
    console.log('Usage: npx tsx lab/context-tables/context-tokens.ts OUT CLIPS, CLIPS an existing folder of MP4 files');
    return;
  }
  await mkdir(out, { recursive: true });
  for (const file of readdirSync(clips)
    .filter((name) => name.endsWith('.mp4'))
    .sort()) {
    const clip = basename(file, '.mp4');
    const target = join(out, `${clip}.json`);
    if (existsSync(target)) continue;
    const samples = await samplesOf(clip, join(clips, file));
    await writeFile(`${target}.part`, JSON.stringify(samples));
    await rename(`${target}.part`, target);
    console.log(`${clip}: ${samples.length} payloads`);
  }
}

await main();
