/**
 * @file The grain code of a key payload (`addGrain` in picture):
 *
 *     byte 0    switches of the sequence header, plus 128 where a grain code follows
 *     byte 1    grain code, 1 to 255, only in that case
 *     byte 2-   as without it (see `payload.ts`)
 *
 * A key payload without grain is what it would be if there were no grain codes.
 */
import { InvalidOptionError } from '../picture/index.js';
import { CorruptStillError } from './errors.js';

const HAS_GRAIN = 0x80;

/** A key payload taken apart: the still as AV1 decoders are given it, and its grain code, 0 for none. */
export interface GrainedStill {
  readonly still: Uint8Array;
  readonly grain: number;
}

/**
 * The key payload of a still that grain is added to after decoding.
 * @param still payload of a still encoder, see `stripAvif`
 * @param grain code, 0 to 255; 0 gives back the still
 * @throws InvalidOptionError for anything else
 */
export function joinGrain(still: Uint8Array, grain: number): Uint8Array {
  if (!Number.isInteger(grain) || grain < 0 || grain > 255)
    throw new InvalidOptionError('grain', 'an integer from 0 to 255', grain);
  const switches = still[0];
  if (switches === undefined || switches >= HAS_GRAIN)
    throw new InvalidOptionError('still', 'the payload of a still encoder', switches);
  if (grain === 0) return still;
  const payload = new Uint8Array(still.length + 1);
  payload[0] = switches | HAS_GRAIN;
  payload[1] = grain;
  payload.set(still.subarray(1), 2);
  return payload;
}

/**
 * Undoes {@link joinGrain}.
 * @throws CorruptStillError where a grain code is announced and missing, or 0
 */
export function splitGrain(payload: Uint8Array): GrainedStill {
  const switches = payload[0] ?? 0;
  if (switches < HAS_GRAIN) return { still: payload, grain: 0 };
  const grain = payload[1];
  if (grain === undefined || grain === 0)
    throw new CorruptStillError('Expected a grain code from 1 to 255 in the key payload', 1);
  const still = payload.slice(1);
  still[0] = switches & ~HAS_GRAIN;
  return { still, grain };
}
