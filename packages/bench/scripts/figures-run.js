// @ts-check
/**
 * @file One measured run in a process of its own, so that its peak memory and its start-up are its own.
 *
 *   node scripts/figures-run.js encode CLIP STREAM KBPS WIDTHxHEIGHT FRAMES
 *   node scripts/figures-run.js decode STREAM RUNS
 *
 * Prints one line of JSON. Encoding is timed from opening the clip to the last byte, reading and scaling included;
 * decoding from the bytes in memory to the last picture, the start of each group included.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';

const [command = '', ...rest] = process.argv.slice(2);
const result = command === 'encode' ? await encodeOnce(rest) : await decodeOften(rest);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

/** @param {string[]} args */
async function encodeOnce([clip = '', stream = '', kbps = '', size = '', frames = '']) {
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
  const { frames: count, bitrate, note } = report;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const { groups } = readStreamInfo(bytes);
  const motionBytes = groups.reduce((sum, group) => sum + group.motionBytes, 0);
  const modes = groups.reduce((sum, group) => sum + group.modes, 0);
  return { bytes: bytes.length, motionBytes, modes, frames: count, bitrate, note, fps: count / seconds, peakMegabytes };
}

/** @param {string[]} args */
async function decodeOften([stream = '', runs = '']) {
  const bytes = await readFile(stream);
  const fps = [];
  for (let run = 0; run < Number(runs); run++) {
    const start = performance.now();
    const decoder = await Decoder.open(bytes, { stills: nodeStills() });
    let frames = 0;
    for await (const picture of decoder.frames()) frames += picture.width > 0 ? 1 : 0;
    decoder.close();
    fps.push(frames / secondsSince(start));
  }
  return { fps };
}

/** @param {number} start */
function secondsSince(start) {
  return (performance.now() - start) / 1000;
}
