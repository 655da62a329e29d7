import { describe, expect, it } from 'vitest';
import { LOOP_SECONDS, renderScene } from '../samples/scene/index.js';

const SIDE = 64;

/** FNV-1a, 32 bits, as hexadecimal. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function meanDifference(a: Uint8Array, b: Uint8Array, fromRow = 0, toRow = SIDE): number {
  let sum = 0;
  for (let i = fromRow * SIDE * 3; i < toRow * SIDE * 3; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / ((toRow - fromRow) * SIDE * 3);
}

describe('the sample scene', () => {
  const first = renderScene(0, SIDE, SIDE);

  it('fills interleaved RGB of the asked size', () => {
    expect(first).toHaveLength(SIDE * SIDE * 3);
    expect(renderScene(0, 48, 32)).toHaveLength(48 * 32 * 3);
  });

  it('renders the same bytes every time', () => {
    expect(checksum(first)).toBe('78b97fb6');
    expect(checksum(renderScene(1.3, SIDE, SIDE))).toBe('b325d2a0');
    expect(renderScene(0, SIDE, SIDE)).toEqual(first);
  });

  it('closes its loop without a step', () => {
    expect(renderScene(LOOP_SECONDS, SIDE, SIDE)).toEqual(first);
    expect(renderScene(-LOOP_SECONDS, SIDE, SIDE)).toEqual(first);
    const seam = meanDifference(renderScene(LOOP_SECONDS - 0.04, SIDE, SIDE), first);
    const step = meanDifference(first, renderScene(0.04, SIDE, SIDE));
    expect(seam).toBeLessThan(2 * step);
  });

  it('moves gently, and the sky stands still', () => {
    const later = renderScene(1.5, SIDE, SIDE);
    const energy = meanDifference(first, later);
    expect(energy).toBeGreaterThan(0.5);
    expect(energy).toBeLessThan(6);
    expect(meanDifference(first, later, 0, 4)).toBe(0);
    expect(meanDifference(first, later, 6, 26)).toBeGreaterThan(0.1);
  });
});
