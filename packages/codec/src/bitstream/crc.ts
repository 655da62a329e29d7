const CRC32_POLYNOMIAL = 0xedb88320;
const CRC16_POLYNOMIAL = 0x1021;

const CRC32_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ ((value & 1) === 0 ? 0 : CRC32_POLYNOMIAL);
  return value;
});

const CRC16_TABLE = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index << 8;
  for (let bit = 0; bit < 8; bit++) value = ((value << 1) ^ ((value & 0x8000) === 0 ? 0 : CRC16_POLYNOMIAL)) & 0xffff;
  return value;
});

/**
 * CRC-32 of zip and Ethernet (CRC-32/ISO-HDLC): reflected 0x04C11DB7, initial and final inversion.
 * @param before CRC-32 of the bytes before these, to go on from
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC32_TABLE[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}

/** CRC-16/IBM-3740, also called CCITT-FALSE: polynomial 0x1021, initial 0xFFFF, not reflected, no final inversion. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (let i = 0; i < bytes.length; i++) crc = ((crc << 8) & 0xffff) ^ CRC16_TABLE[(crc >>> 8) ^ bytes[i]!]!;
  return crc;
}
