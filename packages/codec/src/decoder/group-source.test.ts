import { describe, expect, it } from 'vitest';
import { SMALL_HEADER, STREAM_FORMS } from '../../../../test/fixtures/small-streams.js';
import { CorruptStreamError, UnsupportedStreamError, type GroupPayload } from '../bitstream/index.js';
import { classicalMotion } from '../generator/index.js';
import { CorruptStillError, NoStillDecoderError, type StillDecoder } from '../key/index.js';
import { NO_MOTION } from '../motion/index.js';
import { writeMotionPayload } from '../motion/tokens/motion-payload.js';
import { createPicture, InvalidOptionError, type Picture } from '../picture/index.js';
import { Decoder } from './decoder.js';
import { GroupSource, type Generators } from './group-source.js';

const SIDE = 64;
const FRAMES = 5;
const HEADER = { ...SMALL_HEADER, width: SIDE, height: SIDE, modelId: 0 };

/** A still decoder that paints the picture with the second byte of the payload, and refuses zeros. */
function paintedStills(): StillDecoder & { readonly count: () => number } {
  let count = 0;
  return {
    count: () => count,
    decode: (payload) => {
      count++;
      const level = payload[1]!;
      if (level === 0) return Promise.reject(new CorruptStillError('Expected paint', 1));
      const picture = createPicture(SIDE, SIDE);
      picture.y.fill(level);
      return Promise.resolve(picture);
    },
  };
}

/** An appearance generator that adds one level, to be told from the picture as it was sent. */
const BRIGHTER: Generators = {
  appearance: {
    modelId: 0,
    restore: ({ key }) => Promise.resolve({ ...key, y: key.y.map((level) => level + 1) }),
  },
  motion: classicalMotion,
};

/** A group of one level that stands still. */
function groupOf(level: number): GroupPayload {
  const motion = writeMotionPayload(NO_MOTION, SIDE, SIDE, FRAMES);
  return { frames: FRAMES, sections: [], key: Uint8Array.of(0, level, 7, 7, 7, 7, 7, 7, 7), motion };
}

const levelOf = ({ y }: Picture): number => y[0]!;

describe.each(STREAM_FORMS)('groups of a %s stream', (_, write) => {
  const bytes = write(HEADER, [groupOf(50), groupOf(0), groupOf(90)]);

  it('are decoded by the generators that are given', async () => {
    const source = await GroupSource.open(bytes, { stills: paintedStills() });
    const { scene, tokens } = await source.decode(2, BRIGHTER);
    expect(levelOf(scene.key)).toBe(91);
    expect(tokens.modes).toEqual([]);
    await expect(source.decode(3, BRIGHTER)).rejects.toThrow(InvalidOptionError);
  });

  it('hand out their key picture before, and decode it once', async () => {
    const stills = paintedStills();
    const source = await GroupSource.open(bytes, { stills });
    const keys: Picture[] = [];
    const { scene } = await source.decode(0, BRIGHTER, (key) => keys.push(key));
    expect(keys.map(levelOf)).toEqual([51]);
    expect(scene.key).toBe(keys[0]);
    expect(stills.count()).toBe(1);
  });

  it('name themselves where they are damaged, and cost no other', async () => {
    const source = await GroupSource.open(bytes, { stills: paintedStills() });
    const keys: Picture[] = [];
    const error = await source.decode(1, BRIGHTER, (key) => keys.push(key)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect(error).toMatchObject({ group: 1 });
    expect(keys).toEqual([]);
    expect(levelOf((await source.decode(2, BRIGHTER)).scene.key)).toBe(91);
  });
});

describe('what cannot be opened', () => {
  const [, write] = STREAM_FORMS[0];

  it('is told by a typed error', async () => {
    const stills = paintedStills();
    const unknown = write({ ...HEADER, modelId: 4711 }, [groupOf(50)]);
    await expect(GroupSource.open(unknown, { stills })).rejects.toThrow(UnsupportedStreamError);
    await expect(GroupSource.open(unknown, { stills, fidelity: 2 })).rejects.toThrow(InvalidOptionError);
  });
});

describe('an open stream in Decoder', () => {
  const [, write] = STREAM_FORMS[1];
  const bytes = write(HEADER, [groupOf(50), groupOf(90)]);
  const options = { stills: paintedStills(), generator: 'classical', fidelity: 1 } as const;

  it('gives its frames as its groups arrive, and ends at its end', async () => {
    let arrive = (): void => undefined;
    const second = new Promise<void>((resolve) => (arrive = resolve));
    const [first] = (await GroupSource.open(bytes, options)).reader.layout().groups;
    const middle = first!.offset + first!.length;
    async function* slow(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes.subarray(0, middle);
      await second;
      for (const byte of bytes.subarray(middle)) yield Uint8Array.of(byte);
    }
    const decoder = await Decoder.open(slow(), options);
    const frames = decoder.frames();
    const levels: number[] = [];
    for (let frame = 0; frame < FRAMES; frame++) levels.push(levelOf((await frames.next()).value!));
    expect([decoder.frameCount, decoder.isComplete]).toEqual([FRAMES, false]);
    arrive();
    for await (const picture of frames) levels.push(levelOf(picture));
    expect(levels).toEqual([50, 50, 50, 50, 50, 90, 90, 90, 90, 90]);
    expect([decoder.frameCount, decoder.isComplete]).toEqual([2 * FRAMES, true]);
    expect(decoder.info.duration).toBeCloseTo((2 * FRAMES) / 25);
    expect((await decoder.fullInfo()).groups).toHaveLength(2);
  });

  it('clamps times to its end once that is known', async () => {
    const decoder = await Decoder.open([bytes], options);
    expect(levelOf(await decoder.frameAt(100))).toBe(90);
    expect(levelOf(await decoder.frameAt(-1))).toBe(50);
  });
});

describe('a machine without a still decoder', () => {
  it.each(STREAM_FORMS)('is not taken for damage of a %s stream', async (_, write) => {
    const missing = new NoStillDecoderError('Expected an AV1 decoder but this machine has none');
    const stills: StillDecoder = { decode: () => Promise.reject(missing) };
    const decoder = await Decoder.open(write(HEADER, [groupOf(50)]), { stills, generator: 'classical' });
    await expect(decoder.frameAt(0)).rejects.toBe(missing);
  });
});
