/**
 * @file x265, SVT-AV1 and VP9 through the bundled FFmpeg, set up for very low rates: one intra picture, slow presets,
 * constant quality swept over the quantiser, one thread, at full size and at half size (area-averaged down, Catmull-Rom
 * up), where these codecs reach rates that full size cannot.
 */
import { writeWholeFile } from '@dynamics-codec/node';
import type { FrameSamples } from '@dynamics-codec/metrics';
import { framesPerSecond, resamplePicture } from 'dynamics-codec/picture';
import { bundleVersion, encoderVersion } from '../bundle-version.js';
import { codeHash } from '../code-hash.js';
import type { BenchCodec, ClipFacts, ClipFrames, Setting, Sweep } from '../codec.js';
import { pictureOf, samplesOf } from '../frame-samples.js';
import { decodeNative } from '../native-decode.js';
import { encodeNative, type NativeEncoder } from '../native-encode.js';
import { nalPayloadBytes, obuPayloadBytes } from '../payload.js';
import { ivfOf } from './ivf.js';

interface Recipe {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  /** Quantisers from the coarsest. */
  readonly full: readonly number[];
  readonly half: readonly number[];
  readonly encoder: (crf: number | 'CRF') => NativeEncoder;
  /** File and counted bytes of coded packets. */
  readonly pack: (
    packets: readonly Uint8Array[],
    width: number,
    height: number,
    fps: number,
  ) => { file: Uint8Array; bytes: number };
}

/** Below this side x265 damages its own memory. */
const LEAST_SIDE = 64;

const sizeOf = (packets: readonly Uint8Array[], of: (packet: Uint8Array) => number) =>
  packets.reduce((sum, packet) => sum + of(packet), 0);

const RECIPES: readonly Recipe[] = [
  {
    id: 'x265',
    label: 'x265',
    words: 'preset slower, CRF, one intra picture',
    full: [51, 48, 45, 42, 39, 36, 33, 30, 27],
    half: [51, 46, 42, 38, 34, 30, 26, 22],
    encoder: (crf) => ({
      name: 'libx265',
      options: {
        preset: 'slower',
        crf,
        'x265-params': 'log-level=none:keyint=-1:scenecut=0:pools=none:frame-threads=1',
      },
    }),
    pack: (packets) => {
      const file = Buffer.concat(packets);
      return { file, bytes: nalPayloadBytes(file, 'hevc') };
    },
  },
  {
    id: 'svtav1',
    label: 'SVT-AV1',
    words: 'preset 3, CRF, one intra picture',
    full: [63, 60, 56, 52, 47, 42, 36, 30],
    half: [63, 57, 50, 43, 36, 29, 22],
    encoder: (crf) => ({ name: 'libsvtav1', options: { preset: 3, crf, 'svtav1-params': 'lp=1:keyint=-1:scd=0' } }),
    pack: (packets, width, height, fps) => ({
      file: ivfOf(packets, 'AV01', width, height, fps),
      bytes: sizeOf(packets, obuPayloadBytes),
    }),
  },
  {
    id: 'vp9',
    label: 'VP9',
    words: 'libvpx, good quality, speed 1, constant quality, one intra picture',
    full: [63, 59, 54, 49, 44, 38, 32],
    half: [63, 56, 49, 42, 35, 28, 21],
    encoder: (crf) => ({
      name: 'libvpx-vp9',
      options: { crf, b: 0, deadline: 'good', 'cpu-used': 1, 'auto-alt-ref': 1, 'lag-in-frames': 25, 'row-mt': 0 },
    }),
    pack: (packets, width, height, fps) => ({
      file: ivfOf(packets, 'VP90', width, height, fps),
      bytes: sizeOf(packets, (packet) => packet.length),
    }),
  },
];

/** Code that decides what these encoders are given and what counts of their streams; see `codeHash`. */
export const CONVENTIONAL_CODE = ['bench/native-encode', 'bench/payload', 'bench/codecs/ivf'];

/** The conventional codecs that the bundled FFmpeg encodes. */
export async function conventionalCodecs(): Promise<BenchCodec[]> {
  const bundle = bundleVersion();
  const code = await codeHash(CONVENTIONAL_CODE);
  return RECIPES.map((recipe) => ({
    id: recipe.id,
    label: recipe.label,
    version: () => encoderVersion(recipe.encoder(0).name),
    description: `${recipe.words}; full and half size; 1 thread. Bytes without container, start codes and supplemental messages. Decoded by FFmpeg.`,
    command: commandLine(recipe.encoder('CRF')),
    cacheKey: JSON.stringify([bundle, recipe.encoder(0), code]),
    sweeps: ({ width, height }) =>
      Promise.resolve([sweepOf(recipe, 1), ...(Math.min(width, height) >= 2 * LEAST_SIDE ? [sweepOf(recipe, 2)] : [])]),
    encode: (clip, setting, output) => encode(recipe, clip, setting, output),
    decode,
  }));
}

function sweepOf(recipe: Recipe, scale: 1 | 2): Sweep {
  const settings = (scale === 1 ? recipe.full : recipe.half).map((crf): Setting => {
    return {
      id: scale === 1 ? `crf${crf}` : `crf${crf}-half`,
      text: `${commandLine(recipe.encoder(crf))}${scale === 1 ? '' : ', coded at half size'}`,
      values: { crf, scale },
    };
  });
  return { settings, window: true };
}

function commandLine({ name, options }: NativeEncoder): string {
  const words = Object.entries(options)
    .map(([key, value]) => `-${key} ${value}`)
    .join(' ');
  return `ffmpeg -c:v ${name} ${words} -g 9999 -threads 1`;
}

async function encode(recipe: Recipe, clip: ClipFrames, setting: Setting, output: string): Promise<{ bytes: number }> {
  const scale = Number(setting.values['scale']);
  const width = codedSide(clip.width, scale);
  const height = codedSide(clip.height, scale);
  const frames =
    width === clip.width && height === clip.height
      ? clip.samples
      : clip.frames.map((frame) => samplesOf(resamplePicture(frame, width, height), clip.colour));
  const packets = await encodeNative(frames, clip.frameRate, recipe.encoder(Number(setting.values['crf'])));
  const { file, bytes } = recipe.pack(packets, width, height, framesPerSecond(clip.frameRate));
  await writeWholeFile(output, file);
  return { bytes };
}

/** Side as it is coded: even, as some of these encoders want it. */
function codedSide(side: number, scale: number): number {
  return 2 * Math.round(side / scale / 2);
}

async function decode(stream: string, { width, height, colour }: ClipFacts): Promise<FrameSamples[]> {
  const frames = await decodeNative(stream);
  return frames.map((frame) =>
    frame.width === width && frame.height === height
      ? frame
      : samplesOf(resamplePicture(pictureOf(frame, colour), width, height), colour),
  );
}
