// @ts-check
/**
 * @file Shows the codec on the bundled clip: encodes it, decodes it, prints sizes, rates and speeds, and writes a video
 * with the original, the decoded stream and x265 at the same number of bytes side by side.
 *
 *   npm run demo -- [--clip FILE] [--size WxH] [--kbps RATE] [--output FOLDER]
 *   npm run demo -- --pictures    the pictures of the README, from the video that the demo wrote
 */
import { spawnSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

// Imported here, so that a checkout without dist/ is told what to do.
const { Decoder, encode, framesPerSecond, readStreamInfo } = await import('dynamics-codec').catch(endUnbuilt);
const { NEWEST_MODEL } = await import('dynamics-codec/generator');
const { createVideoWriter, nodeNetworks, nodeStills, openVideo } = await import('@dynamics-codec/node');

const ROOT = join(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    clip: { type: 'string', default: join(ROOT, 'samples', 'lakeside.mp4') },
    size: { type: 'string', default: '512x512' },
    kbps: { type: 'string', default: '10' },
    output: { type: 'string', default: join(ROOT, 'demo-output') },
    pictures: { type: 'boolean', default: false },
  },
});
if (values.pictures) {
  await import('./readme-picture.js');
  process.exit();
}
const [width = 0, height = 0] = values.size.split('x').map(Number);
const name = basename(values.clip, extname(values.clip));
const file = (/** @type {string} */ ending) => join(values.output, `${name}${ending}`);
const shown = (/** @type {string} */ path) => relative(process.cwd(), path);
const stills = nodeStills();
const networks = nodeNetworks();

await mkdir(values.output, { recursive: true });
const { stream, frameRate, colour, seconds: encodeSeconds } = await encodeClip();
await writeFile(file('.dync'), stream);
const { pictures, seconds: decodeSeconds } = await decodeStream();
await writeVideo();
printFigures(await stat(values.clip).then(({ size }) => size));
writeComparison();

/** @param {NodeJS.ErrnoException} error @returns {never} */
function endUnbuilt(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('The packages are not built yet: run "npm run build" first\n');
  process.exit(1);
}

async function encodeClip() {
  const source = await openVideo(values.clip, { size: { width, height } });
  try {
    say(`Encoding ${shown(values.clip)} at ${width}x${height} ...`);
    const start = performance.now();
    const { bytes } = await encode(source.frames(), {
      frameRate: source.frameRate,
      target: { bitrate: Number(values.kbps) * 1000 },
      colour: source.colour,
      stills,
      modelId: NEWEST_MODEL,
      networks,
      ...(source.frameCount === undefined ? {} : { frameCount: source.frameCount }),
    });
    return { stream: bytes, frameRate: source.frameRate, colour: source.colour, seconds: secondsSince(start) };
  } finally {
    await source.close();
  }
}

async function decodeStream() {
  say('Decoding ...');
  const start = performance.now();
  const decoder = await Decoder.open(stream, { stills, networks });
  const decoded = [];
  for await (const picture of decoder.frames()) decoded.push(picture);
  decoder.close();
  return { pictures: decoded, seconds: secondsSince(start) };
}

async function writeVideo() {
  const writer = await createVideoWriter(file('-decoded.mp4'), { width, height, frameRate, colour });
  try {
    for (const picture of pictures) await writer.write(picture);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** @param {number} originalBytes */
function printFigures(originalBytes) {
  const info = readStreamInfo(stream);
  const fps = framesPerSecond(frameRate);
  const keyBytes = info.groups.reduce((sum, group) => sum + group.keyBytes, 0);
  const motionBytes = info.groups.reduce((sum, group) => sum + group.motionBytes, 0);
  const statisticsBytes = info.groups.reduce((sum, group) => sum + group.statisticsBytes, 0);
  const raw = info.frames * width * height * 1.5;
  say('');
  say(`clip          ${info.frames} frames, ${width}x${height}, ${fps} per second, ${info.duration.toFixed(2)} s`);
  say(`original      ${count(originalBytes)} bytes (H.264 file), ${count(raw)} bytes of samples at ${width}x${height}`);
  say(
    `stream        ${count(stream.length)} bytes, all in: ${(info.bitrate / 1000).toFixed(2)} kbit/s, 1:${count(raw / stream.length)}`,
  );
  say(
    `  of these    key pictures ${count(keyBytes)}, motion ${count(motionBytes)}, drawn motion ${statisticsBytes}, everything else ${info.overheadBytes}`,
  );
  say(`encoding      ${encodeSeconds.toFixed(1)} s, ${(info.frames / encodeSeconds).toFixed(1)} frames per second`);
  const moves = info.groups.some(({ modes }) => modes > 0);
  const decodeText = `${decodeSeconds.toFixed(2)} s, ${(pictures.length / decodeSeconds).toFixed(0)} frames per second, start of the group included`;
  say(
    `decoding      ${moves ? decodeText : 'no speed to give: the encoder spent nothing on motion, so this stream stands still'}`,
  );
  say('');
}

function writeComparison() {
  say('Writing the side-by-side video (x265 searches for the same number of bytes) ...');
  const args = ['compare', values.clip, file('.dync'), '-o', file('-side-by-side.mp4'), '--with', 'x265', '--force'];
  const { status } = spawnSync(process.execPath, [join(ROOT, 'bin', 'dync'), ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  say('');
  for (const [ending, what] of [
    ['.dync', 'the stream'],
    ['-decoded.mp4', 'the stream decoded'],
    ['-side-by-side.mp4', 'original, decoded, x265'],
  ]) {
    say(`${shown(file(ending ?? ''))}   ${what}`);
  }
}

/** @param {number} start */
function secondsSince(start) {
  return (performance.now() - start) / 1000;
}

/** @param {number} value */
function count(value) {
  return Math.round(value).toLocaleString('en');
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
