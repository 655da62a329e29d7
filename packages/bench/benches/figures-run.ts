/**
 * @file One measured run in a process of its own, so that its peak memory and its start-up are its own:
 *
 *     node --import tsx figures-run.ts encode CLIP STREAM KBPS WIDTHxHEIGHT FRAMES
 *     node --import tsx figures-run.ts decode STREAM RUNS
 *
 * Prints one line of JSON. Encoding is timed from opening the clip to the last byte, reading and scaling included;
 * decoding from the bytes in memory to the last picture, the start of each group included.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';

/** What an encode gave and took. */
export interface EncodeRun {
  readonly bytes: number;
  readonly motionBytes: number;
  readonly modes: number;
  readonly frames: number;
  /** Bits per second. */
  readonly bitrate: number;
  readonly note?: string;
  readonly fps: number;
  readonly peakMegabytes: number;
}

/** Frames per second of each of several decodes. */
export interface DecodeRuns {
  readonly fps: readonly number[];
}

async function encodeOnce([clip = '', stream = '', kbps = '', size = '', frames = '']: string[]): Promise<EncodeRun> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const start = performance.now();
  const source = await openVideo(clip, { size: { width, height }, frames: Number(frames), fps: 25 });
  const { bytes, report } = await encode(source.frames(), {
    frameRate: source.frameRate,
    target: { bitrate: Number(kbps) * 1000 },
    colour: source.colour,
    stills: nodeStills(),
    ...(source.frameCount === undefined ? {} : { frameCount: source.frameCount }),
  });
  await source.close();
  const seconds = secondsSince(start);
  await writeFile(stream, bytes);
  const { groups } = readStreamInfo(bytes);
  return {
    bytes: bytes.length,
    motionBytes: groups.reduce((sum, group) => sum + group.motionBytes, 0),
    modes: groups.reduce((sum, group) => sum + group.modes, 0),
    frames: report.frames,
    bitrate: report.bitrate,
    ...(report.note === undefined ? {} : { note: report.note }),
    fps: report.frames / seconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

async function decodeOften([stream = '', runs = '']: string[]): Promise<DecodeRuns> {
  const bytes = await readFile(stream);
  const fps: number[] = [];
  for (let run = 0; run < Number(runs); run++) {
    const start = performance.now();
    const decoder = await Decoder.open(bytes, { stills: nodeStills() });
    let frames = 0;
    for await (const picture of decoder.frames()) frames += Math.sign(picture.width);
    decoder.close();
    fps.push(frames / secondsSince(start));
  }
  return { fps };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

const [command, ...rest] = process.argv.slice(2);
const result = command === 'encode' ? await encodeOnce(rest) : await decodeOften(rest);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
