// @ts-check
import { readFile } from 'node:fs/promises';

/** The 32-bit floats of a file, little-endian, as the exports of trainings leave them. @param {string} path */
export async function floatsIn(path) {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
