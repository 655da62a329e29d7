/**
 * @file Which AV1 encoder a browser tab should make key pictures with. The middle frames of training clips; BD-rate by LPIPS
 * and by SSIM against Node's encoder at effort 4, and milliseconds a picture, for libaom in WebAssembly (@jsquash/avif) at
 * several speeds and for the key frame of Chromium's own encoder (WebCodecs), which takes planes but no quantiser. Needs
 * LPIPS, Chromium and the optional shared folder; prints a markdown table.
 *
 *     npm run measure -- studio-stills [CLIP...]    six training clips where none is named
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import loadEncoder from '@jsquash/avif/codec/enc/avif_enc.js';
import type { Page } from 'playwright-core';
import { stripAvif } from 'dynamics-codec/key';
import { nodeStills } from '@dynamics-codec/node';
import { rgbForAveragingEncoder } from 'dynamics-codec/key';
import { mean } from 'dynamics-codec/math';
import { bdRate, rgbPicture, ssim, type Lpips, type RatePoint } from '@dynamics-codec/metrics';
import { chromaSide, type Picture } from 'dynamics-codec/picture';
import { launchChromium } from '../../../test/browser/chromium.js';
import { startSite } from '../../../test/browser/site.js';
import { openLpipsFile } from '../src/lpips-file.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { benchPage } from './support/browser-page.js';
import { sharedClips } from './support/chosen-clips.js';
import { clipFrames } from './support/clip-pictures.js';
import { neededLpipsPath } from './support/needed-lpips.js';

const CLIPS = [
  'big-tree-gen-01',
  'leaves-rain-closeup-01',
  'snowy-bush-01',
  'lotus-gen-01',
  'grass-tendrils-01',
  'night-bridge-water-01',
];
/** Frames up to the one that is coded. */
const FRAMES = 51;
const QUALITIES = [8, 12, 16, 20, 25, 30, 36, 44];
const BITRATES = [4, 8, 16, 32, 64, 128, 256].map((kilobits) => kilobits * 1000);
const SPEEDS = [4, 5, 6, 7];

interface Attempt {
  readonly bytes: number;
  readonly decoded: Picture;
}
type Encoder = (picture: Picture, step: number) => Promise<Attempt>;

const stills = nodeStills();

function decoding(encode: (picture: Picture, quality: number) => Promise<Uint8Array>): Encoder {
  return async (picture, quality) => {
    const payload = await encode(picture, quality);
    return { bytes: payload.length, decoded: await stills.decode(payload, picture.width, picture.height) };
  };
}

interface AvifEncoder {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: Readonly<Record<string, number | boolean>>,
  ): Uint8Array | null;
}

async function wasmEncoder(): Promise<(speed: number) => Encoder> {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/avif/codec/enc/avif_enc.wasm');
  const overrides = { noInitialRun: true, wasmBinary: await readFile(wasm) };
  const module = (await loadEncoder(overrides)) as unknown as AvifEncoder;
  const rest = {
    qualityAlpha: -1,
    subsample: 1,
    tune: 0,
    bitDepth: 8,
    tileColsLog2: 0,
    tileRowsLog2: 0,
    sharpness: 0,
    denoiseLevel: 0,
    chromaDeltaQ: false,
    enableSharpYUV: false,
  };
  return (speed) =>
    decoding((picture, quality) => {
      const rgb = rgbForAveragingEncoder(picture);
      const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
      for (let pixel = 0; pixel < rgb.length / 3; pixel++) rgba.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
      const file = module.encode(rgba, picture.width, picture.height, { ...rest, quality, speed });
      if (file === null) throw new Error('no picture');
      return Promise.resolve(stripAvif(file, picture.width, picture.height));
    });
}

function chromiumEncoder(page: Page): Encoder {
  return async (picture, bitrate) => {
    const { width, height } = picture;
    const planes = [...picture.y, ...picture.u, ...picture.v];
    const { bytes, decoded } = await page.evaluate(encodeKeyFrame, { width, height, planes, bitrate });
    const luma = width * height;
    const chroma = chromaSide(width) * chromaSide(height);
    const samples = Uint8Array.from(decoded);
    return {
      bytes,
      decoded: {
        width,
        height,
        y: samples.slice(0, luma),
        u: samples.slice(luma, luma + chroma),
        v: samples.slice(luma + chroma),
      },
    };
  };
}

/** Runs in the page. */
async function encodeKeyFrame({
  width,
  height,
  planes,
  bitrate,
}: {
  width: number;
  height: number;
  planes: number[];
  bitrate: number;
}): Promise<{ bytes: number; decoded: number[] }> {
  const colorSpace: VideoColorSpaceInit = {
    matrix: 'smpte170m',
    primaries: 'bt709',
    transfer: 'iec61966-2-1',
    fullRange: true,
  };
  const chunks: EncodedVideoChunk[] = [];
  let config: VideoDecoderConfig | undefined;
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      chunks.push(chunk);
      config ??= metadata?.decoderConfig;
    },
    error: () => undefined,
  });
  encoder.configure({
    codec: 'av01.0.08M.08',
    width,
    height,
    bitrate,
    framerate: 25,
    latencyMode: 'quality',
    bitrateMode: 'variable',
  });
  const frame = new VideoFrame(Uint8Array.from(planes), {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace,
  });
  encoder.encode(frame, { keyFrame: true });
  frame.close();
  await encoder.flush();
  encoder.close();
  let decoded: number[] = [];
  let reading = Promise.resolve();
  const decoder = new VideoDecoder({
    output: (shown) => {
      reading = (async () => {
        const bytes = new Uint8Array(shown.allocationSize());
        const layout = await shown.copyTo(bytes);
        const sides = [
          [width, height],
          [(width + 1) >> 1, (height + 1) >> 1],
          [(width + 1) >> 1, (height + 1) >> 1],
        ] as const;
        decoded = sides.flatMap(([w, h], plane) =>
          Array.from({ length: h }, (_, row) => [
            ...bytes.subarray(
              layout[plane]!.offset + row * layout[plane]!.stride,
              layout[plane]!.offset + row * layout[plane]!.stride + w,
            ),
          ]).flat(),
        );
        shown.close();
      })();
    },
    error: () => undefined,
  });
  decoder.configure(config!);
  decoder.decode(chunks[0]!);
  await decoder.flush();
  await reading;
  decoder.close();
  return { bytes: chunks[0]!.byteLength, decoded };
}

interface Curve {
  readonly lpips: readonly RatePoint[];
  readonly ssim: readonly RatePoint[];
  readonly milliseconds: number;
}

async function curveOf(picture: Picture, encode: Encoder, steps: readonly number[], lpips: Lpips): Promise<Curve> {
  const points = [];
  let milliseconds = 0;
  for (const step of steps) {
    const start = performance.now();
    const { bytes, decoded } = await encode(picture, step);
    milliseconds += (performance.now() - start) / steps.length;
    const [a, b] = [rgbPicture(picture), rgbPicture(decoded)];
    points.push({ rate: bytes, lpips: await lpips.distance(a, b), ssim: ssim(a, b) });
  }
  return {
    lpips: points.map(({ rate, lpips: quality }) => ({ rate, quality })),
    ssim: points.map(({ rate, ssim: quality }) => ({ rate, quality })),
    milliseconds,
  };
}

function meanDifference(base: readonly Curve[], curves: readonly Curve[], measure: 'lpips' | 'ssim'): string {
  const rates = curves.flatMap((curve, i) => {
    const result = bdRate(base[i]![measure], curve[measure], measure === 'lpips' ? 'lower' : 'higher');
    return 'percent' in result ? [result.percent] : [];
  });
  if (rates.length === 0) return 'no overlap';
  return `${mean(rates).toFixed(1)} % (${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)}, ${rates.length} pictures)`;
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const clips = sharedClips('train', named.length > 0 ? named : CLIPS);
  const network = neededLpipsPath();
  if (clips.length === 0 || network === undefined) return;
  const pictures = await Promise.all(clips.map(async ({ path }) => (await clipFrames(path, FRAMES)).at(-1)!));
  const lpips = await openLpipsFile(network);
  const wasm = await wasmEncoder();
  const site = await startSite();
  site.on('/', (_, response) => void response.end('<!doctype html>'));
  const browser = await launchChromium();
  const page = await benchPage(browser);
  await page.goto(`${site.origin}/`);
  const node = decoding((picture, quality) => stills.encode(picture, { quality, effort: 4 }));
  const variants: readonly (readonly [name: string, encode: Encoder, steps: readonly number[]])[] = [
    ...SPEEDS.map((speed) => [`@jsquash/avif, speed ${speed}`, wasm(speed), QUALITIES] as const),
    ['WebCodecs in Chromium', chromiumEncoder(page), BITRATES],
  ];
  const curves = async (encode: Encoder, steps: readonly number[]): Promise<Curve[]> => {
    const made: Curve[] = [];
    for (const picture of pictures) made.push(await curveOf(picture, encode, steps, lpips));
    return made;
  };
  const time = (made: readonly Curve[]): string => mean(made.map(({ milliseconds }) => milliseconds)).toFixed(0);
  const base = await curves(node, QUALITIES);
  console.log(tableHead(['encoder', 'BD-rate by LPIPS', 'BD-rate by SSIM', 'milliseconds']).join('\n'));
  console.log(tableRow(['Node: sharp, effort 4', 0, 0, time(base)]));
  for (const [name, encode, steps] of variants) {
    const made = await curves(encode, steps);
    console.log(tableRow([name, meanDifference(base, made, 'lpips'), meanDifference(base, made, 'ssim'), time(made)]));
  }
  await browser.close();
  await site.close();
  await lpips.close();
}

await main();
