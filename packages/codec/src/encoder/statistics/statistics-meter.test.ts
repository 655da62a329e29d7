import { describe, expect, it } from 'vitest';
import { leaves, pictureOf } from '../../../../../test/fixtures/drawings.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { classicalMotion } from '../../generator/index.js';
import { decodeStatistics, NO_MOTION, readStatistics } from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import { originalFlows } from '../analysis/frame-flow.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { StatisticsMeter } from './statistics-meter.js';

const SIZE = { width: 128, height: 96 };
const FRAMES = 48;
const BYTES = 60;
const SEED = 3;
/** Frames apart that change is looked at. */
const LAG = 4;
const breathe = (): Promise<void> => Promise.resolve();

/** Texture of which the left half sways, each place in its own time, and the right half stands. */
function clip(amplitude: number): Picture[] {
  return Array.from({ length: FRAMES }, (_, t) =>
    pictureOf(SIZE.width, SIZE.height, (x, y) => {
      const share = Math.min(Math.max((72 - x) / 16, 0), 1);
      const own = 0.13 * Math.sin(x / 17) + 0.11 * Math.sin(y / 13);
      const phase = 2 * Math.PI * (t * 0.085 + 3 * own);
      return leaves(x + amplitude * share * Math.cos(phase), y + 0.5 * amplitude * share * Math.sin(1.1 * phase));
    }),
  );
}

async function described(frames: readonly Picture[], bytes = BYTES): Promise<Uint8Array | undefined> {
  const planes = frames.map(analysisPlane);
  const originals = await originalFlows(planes, 6, breathe);
  const meter = new StatisticsMeter(
    { planes, originals, picture: SIZE, frames: FRAMES, loopFrames: 0, seed: SEED, reduced: false, most: Infinity },
    breathe,
  );
  return meter.describe(frames[0]!, NO_MOTION, bytes);
}

/** The group as decoders render it with these statistics. */
async function rendered(key: Picture, payload: Uint8Array): Promise<Picture[]> {
  const { width, height } = SIZE;
  const tokens = readStatistics(payload, { width, height, index: 0, offset: 0 });
  const drawing = { statistics: decodeStatistics(tokens, width, height), firstFrame: 0, loopFrames: tokens.loopFrames };
  const { renderer } = await prepareGroup(key, NO_MOTION, FRAMES, SEED, classicalMotion, drawing);
  return Array.from({ length: FRAMES }, (_, t) => renderer.render(t));
}

/** Mean absolute change of luma in columns of a clip, in levels. */
function change(frames: readonly Picture[], from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let t = LAG; t < frames.length; t++) {
    const [now, before] = [frames[t]!.y, frames[t - LAG]!.y];
    for (let i = 0; i < now.length; i++) {
      const x = i % SIZE.width;
      if (x < from || x >= to) continue;
      sum += Math.abs(now[i]! - before[i]!);
      count++;
    }
  }
  return sum / count;
}

describe('StatisticsMeter', () => {
  it('describes what sways in few bytes, and decoders draw about as much change, there and not elsewhere', async () => {
    const frames = clip(1.2);
    const payload = await described(frames);
    expect(payload?.length).toBeGreaterThan(0);
    expect(payload?.length).toBeLessThanOrEqual(BYTES);
    const drawn = await rendered(frames[0]!, payload!);
    const ratio = change(drawn, 8, 56) / change(frames, 8, 56);
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(1.5);
    expect(change(drawn, 92, 120)).toBeLessThan(0.3 * change(drawn, 8, 56));
  });

  it('draws more where more sways', async () => {
    const changes: number[] = [];
    for (const amplitude of [0.4, 1.2]) {
      const frames = clip(amplitude);
      changes.push(change(await rendered(frames[0]!, (await described(frames))!), 8, 56));
    }
    expect(changes[1]!).toBeGreaterThan(1.5 * changes[0]!);
  });

  it('keeps to few bytes, or says nothing', async () => {
    for (const bytes of [12, 25]) expect((await described(clip(1.2), bytes))?.length ?? 0).toBeLessThanOrEqual(bytes);
    expect(await described(clip(1.2), 2)).toBeUndefined();
  });

  it('says nothing of a clip that stands still', async () => {
    expect(await described(clip(0))).toBeUndefined();
  });
});
