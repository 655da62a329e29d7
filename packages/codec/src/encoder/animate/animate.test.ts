import { describe, expect, it } from 'vitest';
import { FakeStills, KEY_FRAME } from '../../../../../test/fixtures/fake-group.js';
import { DRAWN_MOTION_SECTION, parseGroup, parseStream, sectionData } from '../../bitstream/index.js';
import { Decoder } from '../../decoder/index.js';
import type { Network, NetworkRuntime } from '../../generator/index.js';
import { decodeStatistics, readStatistics, type MotionStatistics } from '../../motion/index.js';
import { createPicture, InvalidOptionError, type Picture } from '../../picture/index.js';
import { animate, type Animated, type AnimateOptions } from './animate.js';
import { clipStatistics } from './clip-statistics.js';

const SIDE = KEY_FRAME.width;

/** Says that everything moves as strongly, in octaves over what is faint. */
function guessing(level: number): NetworkRuntime {
  const network: Network = {
    run({ scene }) {
      const [, , height, width] = scene!.shape as [number, number, number, number];
      const shape = [1, 10, height / 4, width / 4];
      return Promise.resolve({ strengths: { shape, data: new Float32Array((10 * height * width) / 16).fill(level) } });
    },
  };
  return { open: () => Promise.resolve(network) };
}

const options: AnimateOptions = { stills: new FakeStills(), networks: guessing(3), seconds: 1 };

function statisticsOf({ bytes }: Animated): MotionStatistics {
  const { groups } = parseStream(bytes);
  const data = sectionData(parseGroup(bytes, groups[0]!).sections, DRAWN_MOTION_SECTION)!;
  return decodeStatistics(readStatistics(data, { width: SIDE, height: SIDE, index: 0, offset: 0 }), SIDE, SIDE);
}

async function framesOf({ bytes }: Animated): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { stills: new FakeStills() });
  const frames: Picture[] = [];
  for await (const frame of decoder.frames()) frames.push(structuredClone(frame));
  decoder.close();
  return frames;
}

function difference(a: Picture, b: Picture): number {
  return a.y.reduce((sum, value, i) => sum + Math.abs(value - b.y[i]!), 0) / a.y.length;
}

function strengthIn({ displacement }: MotionStatistics, from: number, to: number): number {
  return displacement.reduce(
    (sum, { width, data }) =>
      sum + data.reduce((all, value, i) => all + (i % width >= from && i % width < to ? value : 0), 0),
    0,
  );
}

describe('animate', () => {
  it('makes a still and some bytes of statistics that decoders make move', async () => {
    const animated = await animate(KEY_FRAME, options);
    expect(animated.frames).toBe(25);
    expect(animated.motionBytes).toBeGreaterThan(0);
    expect(animated.motionBytes).toBeLessThanOrEqual(80);
    expect(animated.bytes.length).toBeLessThan(animated.stillBytes + animated.motionBytes + 40);
    const frames = await framesOf(animated);
    expect(frames).toHaveLength(25);
    expect(difference(frames[0]!, frames[8]!)).toBeGreaterThan(0.5);
  });

  it('loops: the step from the last frame to the first is none that is seen', async () => {
    const frames = await framesOf(await animate(KEY_FRAME, { ...options, seconds: 2 }));
    const steps = frames.map((frame, t) => difference(frame, frames[(t + 1) % frames.length]!));
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1]!;
    expect(steps.at(-1)!).toBeLessThan(2 * usual + 0.1);
  });

  it('moves by its seed, and as strongly as it is told', async () => {
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map(async (seed) => (await framesOf(await animate(KEY_FRAME, { ...options, seed })))[12]!),
    );
    expect(difference(one!, same!)).toBe(0);
    expect(difference(one!, other!)).toBeGreaterThan(0);
    const strong = strengthIn(statisticsOf(await animate(KEY_FRAME, { ...options, strength: 2 })), 0, 16);
    const usual = strengthIn(statisticsOf(await animate(KEY_FRAME, options)), 0, 16);
    expect(strong / usual).toBeGreaterThan(1.5);
    expect(strong / usual).toBeLessThan(2.6);
  });

  it('stands still at strength 0, and where a mask is black', async () => {
    const still = await animate(KEY_FRAME, { ...options, strength: 0 });
    expect(still.motionBytes).toBe(0);
    const frames = await framesOf(still);
    expect(difference(frames[0]!, frames[20]!)).toBe(0);
    const mask = { width: 2, height: 1, data: Float32Array.of(255, 0) };
    const masked = statisticsOf(await animate(KEY_FRAME, { ...options, mask }));
    expect(strengthIn(masked, 0, 6)).toBeGreaterThan(5 * strengthIn(masked, 10, 16));
  });

  it('moves as strongly as a clip', async () => {
    const swaying = Array.from({ length: 40 }, (_, t) => {
      const y = KEY_FRAME.y.map((_value, i) => {
        const x = (i % SIDE) + Math.round(2 * Math.sin(0.8 * t));
        return KEY_FRAME.y[Math.floor(i / SIDE) * SIDE + Math.min(Math.max(x, 0), SIDE - 1)]!;
      });
      return { ...KEY_FRAME, y };
    });
    const strong = await animate(KEY_FRAME, { ...options, like: await clipStatistics(swaying, SIDE) });
    const calm = await animate(KEY_FRAME, { ...options, like: await clipStatistics([KEY_FRAME, KEY_FRAME], SIDE) });
    expect(strong.motionBytes).toBeGreaterThan(0);
    expect(calm.motionBytes).toBe(0);
  });

  it('keeps to bytes where they are given', async () => {
    const { bytes } = await animate(KEY_FRAME, { ...options, target: { bytes: 900 } });
    expect(bytes.length).toBeLessThanOrEqual(900);
    expect(bytes.length).toBeGreaterThan(800);
  });

  it.each([
    ['strength', { strength: -1 }],
    ['seconds', { seconds: 0 }],
    ['seconds', { seconds: 100 }],
    ['seed', { seed: 0.5 }],
    ['modelId', { modelId: 77 }],
    ['target.quality', { target: { quality: 0 } }],
    ['target.bytes', { target: { bytes: NaN } }],
    ['mask', { mask: { width: 3, height: 3, data: new Float32Array(8) } }],
  ] as const)('refuses a bad %s', async (field, bad) => {
    const refused = animate(KEY_FRAME, { ...options, ...bad });
    await expect(refused).rejects.toThrow(InvalidOptionError);
    await expect(refused).rejects.toThrow(field);
  });

  it('names no model above the pixels that decoders restore, and says so', async () => {
    const large = createPicture(2048, 1032);
    const { bytes, note } = await animate(large, { ...options, modelId: 8, target: { quality: 1 } });
    expect(parseStream(bytes).header.modelId).toBe(0);
    expect(note).toContain('not restored by a model');
    expect((await animate(KEY_FRAME, options)).note).toBeUndefined();
  });

  it('ends with its signal', async () => {
    await expect(animate(KEY_FRAME, { ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
