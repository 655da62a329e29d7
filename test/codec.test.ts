import { describe, expect, it } from 'vitest';
import {
  Decoder,
  EmptyClipError,
  encode,
  InvalidOptionError,
  readStreamInfo,
  type EncodeOptions,
  type EncodeProgress,
  type Encoded,
  type Picture,
} from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { collect, lumaDifference } from './fixtures/clip-measures.js';
import { swayingClip, swayingFrame } from './fixtures/swaying-scene.js';
import { pictureChecksum } from './golden/describe-stream.js';

const stills = nodeStills();
const FRAME_RATE = { numerator: 25, denominator: 1 };
/** Two cycles and a half with a drift: no loop. */
const SWAY = swayingClip({ width: 64, height: 64, frames: 24, drift: 31 });

function encodeClip(clip: readonly Picture[], options: Partial<EncodeOptions> = {}): Promise<Encoded> {
  const target = { quality: 45 };
  const { length: frameCount } = clip;
  return encode(clip, { frameRate: FRAME_RATE, target, preset: 'fast', stills, frameCount, ...options });
}

async function decode(bytes: Uint8Array): Promise<Picture[]> {
  return collect((await Decoder.open(bytes, { stills })).frames());
}

function meanDifference(a: readonly Picture[], b: readonly Picture[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, picture, t) => sum + lumaDifference(picture, b[t]!), 0) / a.length;
}

describe('encode and decode', () => {
  it('play a clip again, better than its key picture alone', async () => {
    const { bytes, report } = await encodeClip(SWAY, { target: { quality: 80 }, preset: 'balanced' });
    const decoded = await decode(bytes);
    const still = await collect((await Decoder.open(bytes, { stills, motion: 0 })).frames());
    expect(meanDifference(decoded, SWAY)).toBeLessThan(0.9 * meanDifference(still, SWAY));
    expect(report).toMatchObject({ bytes: bytes.length, frames: 24, onTarget: true, note: undefined });
    expect(report.bitrate).toBeCloseTo((bytes.length * 8 * 25) / 24, 6);
  });

  it('spend at most 24 bytes besides key and motion on a group', async () => {
    const { bytes } = await encodeClip(SWAY, { target: { quality: 30 } });
    const info = readStreamInfo(bytes);
    expect(info.groups).toHaveLength(1);
    expect(info.overheadBytes).toBeLessThanOrEqual(24);
    expect(info).toMatchObject({
      width: 64,
      height: 64,
      frames: 24,
      frameRate: FRAME_RATE,
      bytes: bytes.length,
      modelId: 0,
    });
  });

  it('give the same bytes for the same clip', async () => {
    const [first, second] = [await encodeClip(SWAY.slice(0, 12)), await encodeClip(SWAY.slice(0, 12))];
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });

  it('higher quality costs more bytes and comes nearer', async () => {
    const [low, high] = [
      await encodeClip(SWAY, { target: { quality: 10 } }),
      await encodeClip(SWAY, { target: { quality: 90 } }),
    ];
    expect(high.bytes.length).toBeGreaterThan(1.5 * low.bytes.length);
    expect(meanDifference(await decode(high.bytes), SWAY)).toBeLessThan(meanDifference(await decode(low.bytes), SWAY));
  });

  it.each([
    [64, 64],
    [65, 64],
    [64, 67],
    [71, 69],
    [160, 64],
  ])('take a clip of %ix%i', async (width, height) => {
    const clip = swayingClip({ width, height, frames: 9, drift: 31 });
    const { bytes } = await encodeClip(clip);
    const decoded = await decode(bytes);
    expect(decoded.every((picture) => picture.width === width && picture.height === height)).toBe(true);
    expect(meanDifference(decoded, clip)).toBeLessThan(9);
  });

  it.each([1, 2, 3])('take a clip of %i frames', async (frames) => {
    const { bytes } = await encodeClip(SWAY.slice(0, frames));
    expect(meanDifference(await decode(bytes), SWAY.slice(0, frames))).toBeLessThan(9);
  });

  it('take frames that arrive one by one, their number unknown', async () => {
    async function* arriving(): AsyncGenerator<Picture> {
      for (const frame of SWAY.slice(0, 10)) yield await Promise.resolve(frame);
    }
    const { bytes } = await encode(arriving(), { frameRate: FRAME_RATE, target: { quality: 30 }, stills });
    expect(readStreamInfo(bytes).frames).toBe(10);
  });
});

describe('rate targets', () => {
  it.each([{ bytes: 450 }, { bytes: 1700 }, { bitrate: 6000 }])('%o are met by -5 to 0 per cent', async (target) => {
    const { bytes, report } = await encodeClip(SWAY, { target, preset: 'balanced' });
    const wanted = 'bytes' in target ? target.bytes : (target.bitrate * 24) / 25 / 8;
    expect(bytes.length).toBeLessThanOrEqual(wanted);
    expect(bytes.length).toBeGreaterThanOrEqual(0.95 * wanted);
    expect(report).toMatchObject({ onTarget: true, note: undefined });
  });

  it('of several groups are met by the whole', async () => {
    const clip = [...SWAY.slice(0, 12), ...swayingClip({ width: 64, height: 64, frames: 12, drift: 31, seed: 40 })];
    const { bytes } = await encodeClip(clip, { target: { bytes: 1200 } });
    expect(readStreamInfo(bytes).groups).toHaveLength(2);
    expect(bytes.length).toBeLessThanOrEqual(1200);
    expect(bytes.length).toBeGreaterThanOrEqual(0.95 * 1200);
  });

  it('out of reach come with a sentence that says so', async () => {
    const clip = SWAY.slice(0, 6);
    const tooFew = await encodeClip(clip, { target: { bytes: 60 } });
    expect(tooFew.bytes.length).toBeGreaterThan(60);
    expect(tooFew.report.onTarget).toBe(false);
    expect(tooFew.report.note).toMatch(new RegExp(`${tooFew.bytes.length} bytes.* 60 `));
    const still = swayingClip({ width: 64, height: 64, frames: 6, amplitude: 0 });
    const tooMany = await encodeClip(still, { target: { bytes: 50_000 } });
    expect(tooMany.report).toMatchObject({ onTarget: false });
    expect(tooMany.report.note).toMatch(/50000/);
  });
});

describe('groups of pictures', () => {
  it('begin at scene cuts', async () => {
    const clip = [...SWAY.slice(0, 11), ...swayingClip({ width: 64, height: 64, frames: 13, seed: 40 })];
    const { bytes } = await encodeClip(clip);
    expect(readStreamInfo(bytes).groups.map(({ frames }) => frames)).toEqual([11, 13]);
    const decoded = await decode(bytes);
    const steps = decoded.slice(1).map((picture, t) => lumaDifference(picture, decoded[t]!));
    expect(steps.indexOf(Math.max(...steps))).toBe(10);
  });

  it('of a long shot join without a visible seam', async () => {
    const clip = swayingClip({ width: 64, height: 64, frames: 64, drift: 41, seed: 5 });
    const { bytes } = await encodeClip(clip, { groupLimit: 32 });
    const info = readStreamInfo(bytes);
    expect(info.groups.map(({ frames }) => frames)).toEqual([32, 32]);
    const decoded = await decode(bytes);
    const steps = decoded.slice(1).map((picture, t) => lumaDifference(picture, decoded[t]!));
    const seam = steps[31]!;
    const neighbours = [...steps.slice(28, 31), ...steps.slice(32, 35)];
    expect(seam).toBeLessThan(1.5 * Math.max(...neighbours));
  });

  it('that repeat exactly become a loop whose end meets its beginning', async () => {
    const clip = swayingClip({ width: 64, height: 64, frames: 24, period: 12, seed: 3 });
    const { bytes } = await encodeClip(clip, { target: { quality: 70 } });
    expect(readStreamInfo(bytes).groups[0]).toMatchObject({ loopFrames: 12 });
    const decoded = await decode(bytes);
    expect(decoded.slice(12).map(pictureChecksum)).toEqual(decoded.slice(0, 12).map(pictureChecksum));
  });

  it('that stand still have no modes and cost a key picture', async () => {
    const { bytes } = await encodeClip(swayingClip({ width: 64, height: 64, frames: 16, amplitude: 0 }), {
      target: { bytes: 500 },
    });
    const [group] = readStreamInfo(bytes).groups;
    expect(group).toMatchObject({ modes: 0 });
    expect(group!.motionBytes).toBeLessThanOrEqual(3);
    expect(new Set((await decode(bytes)).map(pictureChecksum)).size).toBe(1);
  });
});

describe('driving an encode', () => {
  it('progress never falls, names stages and ends at 1', async () => {
    const events: EncodeProgress[] = [];
    await encodeClip(SWAY, { onProgress: (event) => events.push(event) });
    for (let i = 1; i < events.length; i++) expect(events[i]!.fraction).toBeGreaterThanOrEqual(events[i - 1]!.fraction);
    expect(events.every(({ fraction }) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(events.at(-1)).toEqual({ stage: 'writing', fraction: 1, framesRead: 24, framesTotal: 24 });
    expect(new Set(events.map(({ stage }) => stage)).size).toBeGreaterThanOrEqual(4);
  });

  it('an abort signal stops it, before and in the middle', async () => {
    await expect(encodeClip(SWAY, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    for (const stage of ['reading', 'flow', 'motion'] as const) {
      const controller = new AbortController();
      const stopped = encodeClip(SWAY, {
        signal: controller.signal,
        target: { bytes: 700 },
        onProgress: (event) => event.stage === stage && controller.abort(),
      });
      await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    }
  });

  it('an error of the source comes through', async () => {
    function* broken(): Generator<Picture> {
      yield SWAY[0]!;
      throw new RangeError('disk gone');
    }
    await expect(encode(broken(), { frameRate: FRAME_RATE, target: { quality: 1 }, stills })).rejects.toThrow(
      'disk gone',
    );
  });

  it('options out of range are refused with their name', async () => {
    const refused = async (options: Partial<EncodeOptions>, name: RegExp): Promise<void> => {
      const error: unknown = await encodeClip(SWAY.slice(0, 2), options).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidOptionError);
      expect((error as Error).message).toMatch(name);
    };
    await refused({ target: { quality: 101 } }, /quality/);
    await refused({ target: { bitrate: 0 } }, /bitrate/);
    await refused({ target: { bytes: NaN } }, /bytes/);
    await refused({ groupLimit: 7 }, /groupLimit/);
    await refused({ groupLimit: 20.5 }, /groupLimit/);
    await refused({ frameCount: 0 }, /frameCount/);
    await refused({ frameCount: -3 }, /frameCount/);
    await refused({ frameRate: { numerator: 0, denominator: 1 } }, /frameRate/);
  });

  it('clips that cannot be are refused', async () => {
    await expect(encodeClip([], { frameCount: 1 })).rejects.toThrow(EmptyClipError);
    await expect(encodeClip(swayingClip({ width: 63, height: 64, frames: 2 }))).rejects.toThrow(/at least 64/);
    await expect(encodeClip([SWAY[0]!, swayingFrame({ width: 80, height: 64 }, 1)])).rejects.toThrow(/size of frame 1/);
    const torn = { ...SWAY[0]!, u: new Uint8Array(3) };
    await expect(encodeClip([torn])).rejects.toThrow(InvalidOptionError);
  });
});
