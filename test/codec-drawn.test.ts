/** @file Drawn motion from end to end: what the encoder writes of it, and what decoders make of that. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Decoder, encode, readStreamInfo, type EncodeOptions, type Picture } from 'dynamics-codec';
import { DRAWN_MOTION_SECTION, parseGroup, parseStream } from 'dynamics-codec/bitstream';
import { nodeStills } from '@dynamics-codec/node';
import { collect, lumaDifference } from './fixtures/clip-measures.js';
import { leaves, pictureOf } from './fixtures/drawings.js';
import { withGroups } from './fixtures/edited-stream.js';
import { swayingClip } from './fixtures/swaying-scene.js';

const stills = nodeStills();
const MOST_BYTES = 80;
const [WIDTH, HEIGHT, FRAMES] = [96, 64, 40];

/** Leaves on the left, each of which sways in its own time; what is on the right stands. */
const CLIP = Array.from({ length: FRAMES }, (_, t) =>
  pictureOf(WIDTH, HEIGHT, (x, y) => {
    const share = Math.min(Math.max((56 - x) / 12, 0), 1);
    const phase = 2 * Math.PI * (0.085 * t + 0.5 * Math.sin(x / 7) + 0.5 * Math.sin(y / 5));
    return leaves(x + share * Math.cos(phase), y + 0.6 * share * Math.sin(1.3 * phase));
  }),
);

function options(target: EncodeOptions['target'], given: Partial<EncodeOptions> = {}): EncodeOptions {
  return { frameRate: { numerator: 25, denominator: 1 }, frameCount: FRAMES, preset: 'fast', stills, target, ...given };
}

function drawnSections(bytes: Uint8Array): number[] {
  return parseStream(bytes).groups.flatMap((entry) =>
    parseGroup(bytes, entry).sections.map(({ id, critical, data }) => {
      expect([id, critical]).toEqual([DRAWN_MOTION_SECTION, true]);
      return data.length;
    }),
  );
}

async function shown(bytes: Uint8Array, liveliness: number): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { stills, liveliness });
  const frames = await collect(decoder.frames());
  decoder.close();
  return frames;
}

/** Mean change of luma from frame to frame, in levels. */
function change(frames: readonly Picture[]): number {
  return frames.slice(1).reduce((sum, frame, t) => sum + lumaDifference(frame, frames[t]!), 0) / (frames.length - 1);
}

describe('a clip of leaves that sway', () => {
  let lively: Uint8Array;
  let sent: Uint8Array;

  beforeAll(async () => {
    lively = (await encode(CLIP, options({ bytes: 2200 }))).bytes;
    sent = (await encode(CLIP, options({ bytes: 2200 }, { without: ['drawn-motion'] }))).bytes;
  });

  it('has a section of few bytes, within the target', () => {
    const sections = drawnSections(lively);
    expect(sections.length).toBeGreaterThan(0);
    for (const bytes of sections) expect(bytes > 0 && bytes <= MOST_BYTES).toBe(true);
    expect(lively.length).toBeLessThanOrEqual(2200);
    const told = readStreamInfo(lively).groups.map(({ statisticsBytes }) => statisticsBytes);
    expect(told.filter((bytes) => bytes > 0)).toEqual(sections);
  });

  it('has none where the encoder is told not to', () => {
    expect(drawnSections(sent)).toEqual([]);
    expect(readStreamInfo(sent).groups[0]!.statisticsBytes).toBe(0);
  });

  it('is livelier than what was sent of it, and as lively as the original or less', async () => {
    const [drawn, still] = [change(await shown(lively, 1)), change(await shown(lively, 0))];
    expect(drawn).toBeGreaterThan(still);
    expect(drawn).toBeLessThan(1.5 * change(CLIP));
  });

  it('at liveliness 0 is what was sent, as if the section were taken away', async () => {
    const bare = withGroups(lively, (group) => ({ ...group, sections: [] }));
    const [without, quiet] = [await shown(bare, 1), await shown(lively, 0)];
    expect(quiet).toHaveLength(FRAMES);
    expect(quiet).toEqual(without);
  });

  it('of a quality rather than a size has one, too', async () => {
    const { bytes } = await encode(CLIP, options({ quality: 25 }));
    const sections = drawnSections(bytes);
    expect(sections.length).toBeGreaterThan(0);
    for (const size of sections) expect(size).toBeLessThanOrEqual(MOST_BYTES);
    expect(await shown(bytes, 1)).toHaveLength(FRAMES);
  });
});

describe('a clip that stands still', () => {
  it('has no section', async () => {
    const clip = swayingClip({ width: WIDTH, height: HEIGHT, frames: FRAMES, amplitude: 0 });
    expect(drawnSections((await encode(clip, options({ bytes: 2200 }))).bytes)).toEqual([]);
  });
});
