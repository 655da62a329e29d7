import { expect, it } from 'vitest';
import { crc16, crc32 } from './crc.js';

const CHECK = new TextEncoder().encode('123456789');

it('gives the check values of the catalogue of CRC algorithms', () => {
  expect(crc32(CHECK)).toBe(0xcbf43926);
  expect(crc16(CHECK)).toBe(0x29b1);
});

it('gives the known values of nothing and of zeros', () => {
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc16(new Uint8Array(0))).toBe(0xffff);
  expect(crc32(new Uint8Array(32))).toBe(0x190a55ad);
});

it('goes on from the bytes before', () => {
  expect(crc32(CHECK.subarray(4), crc32(CHECK.subarray(0, 4)))).toBe(0xcbf43926);
});
