/** @file Headers, keys and groups that streams of the set are put together from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeStream, type GroupPayload, type StreamHeader } from 'dynamics-codec/bitstream';
import { joinGrain } from 'dynamics-codec/key';
import { NO_MOTION, writeMotionPayload, type MotionTokens } from 'dynamics-codec/motion';

/** Sides in pixels. */
export type Sides = readonly [width: number, height: number];

/** A key payload of `conformance/keys`, with a grain code where that is not 0. */
export function keyOf(name: string, grain = 0): Uint8Array {
  const file = join(import.meta.dirname, '../keys', `${name}.key`);
  return joinGrain(new Uint8Array(readFileSync(file)), grain);
}

/** A header of 64 x 64 pixels, 25 frames per second, model 0 and seed 0, but for what is given. */
export function headerOf(given: Partial<StreamHeader> = {}): StreamHeader {
  return {
    profile: 0,
    width: 64,
    height: 64,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt709', range: 'limited' },
    modelId: 0,
    seed: 0,
    sections: [],
    ...given,
  };
}

/** A group, by what is not usual of it: 8 frames, the key `scene`, no motion, no sections. */
export interface GroupOf {
  readonly frames?: number;
  readonly key?: Uint8Array;
  readonly tokens?: Partial<MotionTokens>;
  /** In place of `tokens`. */
  readonly motion?: Uint8Array;
  readonly sections?: GroupPayload['sections'];
}

/** A group of a picture of these sides. */
export function groupOf(given: GroupOf = {}, [width, height]: Sides = [64, 64]): GroupPayload {
  const { frames = 8, key = keyOf('scene'), tokens, motion, sections = [] } = given;
  const written = motion ?? writeMotionPayload({ ...NO_MOTION, ...tokens }, width, height, frames);
  return { frames, key, motion: written, sections };
}

/** Bytes of which one is changed. */
export function withByte(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? change(byte) : byte));
}

/** A closed stream of groups. */
export function streamOf(groups: readonly GroupOf[], header: Partial<StreamHeader> = {}): Uint8Array {
  const whole = headerOf(header);
  return writeStream(
    whole,
    groups.map((group) => groupOf(group, [whole.width, whole.height])),
  );
}
