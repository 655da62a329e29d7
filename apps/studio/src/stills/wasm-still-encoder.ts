/**
 * @file Key pictures in the tab: libaom in WebAssembly, as @jsquash/avif packs it (libavif over libaom 3.7, one thread).
 *
 * It takes RGB only, but averages chroma over 2x2 pixels by the BT.601 full-range matrix, so a picture whose chroma is
 * repeated rather than interpolated reaches libaom with its own planes but for rounding. Efforts mean what they mean in
 * Node (sharp: libaom 3.15, tune=iq): speed 9 - effort. At effort 4 the pictures are 4 % smaller at equal LPIPS than
 * Node's, and take about four times as long (docs/decisions/0008).
 */
import { clamp } from 'dynamics-codec/math';
import loadEncoder from '@jsquash/avif/codec/enc/avif_enc.js';
import { stripAvif, type StillEncodeOptions, type StillEncoder } from 'dynamics-codec/key';
import { rgbForAveragingEncoder } from 'dynamics-codec/key';
import type { Picture } from 'dynamics-codec/picture';

/** The encoder as it is used here: RGBA of any size in, an AVIF file out. */
interface AvifEncoder {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: Readonly<Record<string, number | boolean>>,
  ): Uint8Array | null;
}

/** libaom's speed for the interface's effort of 0 (fastest) to 9 (smallest). */
function speedOf(effort: number): number {
  return clamp(9 - effort, 0, 10);
}

/** Opens the encoder. @param wasmBinary its WebAssembly; fetched from beside this module when left out */
export async function openWasmStillEncoder(wasmBinary?: Uint8Array<ArrayBuffer>): Promise<StillEncoder> {
  const overrides = { noInitialRun: true, ...(wasmBinary === undefined ? {} : { wasmBinary: wasmBinary.buffer }) };
  const module = (await loadEncoder(overrides)) as unknown as AvifEncoder;
  return {
    encode: (picture, options) => Promise.resolve().then(() => encodeStill(module, picture, options)),
  };
}

function encodeStill(module: AvifEncoder, picture: Picture, { quality, effort }: StillEncodeOptions): Uint8Array {
  const { width, height } = picture;
  const file = module.encode(opaque(rgbForAveragingEncoder(picture)), width, height, {
    quality,
    qualityAlpha: -1,
    speed: speedOf(effort),
    subsample: 1,
    tune: 0,
    bitDepth: 8,
    tileColsLog2: 0,
    tileRowsLog2: 0,
    sharpness: 0,
    denoiseLevel: 0,
    chromaDeltaQ: false,
    enableSharpYUV: false,
  });
  if (file === null) throw new Error('The AV1 encoder gave no picture');
  return stripAvif(file, width, height);
}

function opaque(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
  }
  return rgba;
}
