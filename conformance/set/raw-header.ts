/** @file The header of a small stream by its bytes, so that it can say what no writer would. */
import { crc16 } from '../../packages/codec/src/bitstream/crc.js';

const MAGIC = [0x44, 0x59, 0x4e];
/** Version, 64 x 64 pixels, 25 frames per second, BT.709, model 0, seed 0. */
const FIELDS = { version: [0x10], width: [6], height: [6], rate: [3], colour: [1], model: [0], seed: [0] };

/** Bytes of fields of a header that are not those of most streams here. */
export type RawFields = Partial<typeof FIELDS>;

/**
 * A closed header with the checksum that it should have.
 * @param fields bytes of fields in place of the usual ones
 * @param table bytes of the group table
 * @param sections bytes of the list of sections
 */
export function rawHeader(fields: RawFields, table: readonly number[], sections: readonly number[] = []): number[] {
  const bytes = [...MAGIC, ...Object.values({ ...FIELDS, ...fields }).flat(), ...table, ...sections];
  const checksum = crc16(Uint8Array.from(bytes));
  return [...bytes, checksum >> 8, checksum & 255];
}
