import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLpipsFile } from '@dynamics-codec/bench';
import { openLpips, type Lpips, type RgbPicture } from '@dynamics-codec/metrics';
import { nativeOnnx } from '@dynamics-codec/node';

const FOLDER = fileURLToPath(new URL('../../shared/metrics/', import.meta.url));
const NETWORK = `${FOLDER}lpips-squeeze-v0.1.onnx`;
const REFERENCE = `${FOLDER}reference.json`;
const present = existsSync(NETWORK) && existsSync(REFERENCE);

interface Formula {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}
interface Pair {
  readonly height: number;
  readonly width: number;
  readonly reference: Formula;
  readonly distorted: Formula;
  readonly lpips: number;
}

function pictureOf(width: number, height: number, { a, b, c, d }: Formula): RgbPicture {
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let k = 0; k < 3; k++, i++) rgb[i] = (a * x + b * y + c * k + d * x * y) % 256;
  }
  return { width, height, rgb, grey: new Uint8Array(width * height) };
}

describe.skipIf(!present)('LPIPS (needs ../shared/metrics)', () => {
  let lpips: Lpips;
  const pairs = present ? (JSON.parse(readFileSync(REFERENCE, 'utf8')) as { pairs: Pair[] }).pairs : [];
  beforeAll(async () => {
    lpips = await openLpipsFile(NETWORK);
  });
  afterAll(() => lpips.close());

  it.each(pairs)(
    'agrees with the reference at $width x $height to 0.001',
    async ({ width, height, reference, distorted, lpips: expected }) => {
      const found = await lpips.distance(pictureOf(width, height, reference), pictureOf(width, height, distorted));
      expect(Math.abs(found - expected)).toBeLessThan(1e-3);
    },
  );
});

describe('openLpipsFile', () => {
  afterEach(() => {
    vi.doUnmock('onnxruntime-node');
    vi.restoreAllMocks();
  });

  it('says how to get the run time where it is not installed', async () => {
    vi.doMock('onnxruntime-node', () => {
      throw new Error('not installed');
    });
    vi.spyOn(process, 'cwd').mockReturnValue(tmpdir());
    await expect(openLpipsFile('any.onnx')).rejects.toThrow(
      'Expected the package onnxruntime-node, which LPIPS needs, but it is not installed; "npm install onnxruntime-node" gets it',
    );
  });

  it('says what is missing', async () => {
    await expect(openLpipsFile('no-such-file.onnx')).rejects.toThrow(
      'Expected the LPIPS network in "no-such-file.onnx"',
    );
  });

  it('refuses what is no network', async () => {
    const runtime = (await nativeOnnx())!;
    await expect(openLpips(runtime, Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});
