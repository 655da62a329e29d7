/**
 * @file An encode in the studio in headless Chromium against the same encode in Node, by number of threads. Each clip is brought
 * to 256 pixels and 8 kbit/s, its first four seconds, by both. Prints a markdown table: times of reading and encoding, bytes, and
 * luma PSNR and SSIM of what both decode to. Asked for: at most 1.3 times Node's time. Needs `npm run build` and Chromium,
 * the one named by `CHROMIUM_PATH` where it is set.
 *
 *     npm run measure -- studio [--threads 1,2] [--joined] [FILE...]    the sample clip where none is named
 *
 * `--joined` makes one clip of all files, an equal part of the four seconds of each, so that there are groups to encode side by side.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { createVideoWriter, groupThreads, nodeStills, openVideo } from '@dynamics-codec/node';
import { psnrLuma, rgbPicture, ssim } from '@dynamics-codec/metrics';
import { resamplePicture, type Picture } from 'dynamics-codec/picture';
import { outputSize } from '../../../apps/studio/src/media/selection.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { clipFiles, type ChosenClip } from './support/chosen-clips.js';
import { startStudio, type StudioRig } from '../../../test/browser/studio-page.js';

const LONGEST_SIDE = 256;
const SECONDS = 4;
const BITRATE = 8000;

interface Figures {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly psnr: number;
  readonly ssim: number;
}

/** The build: a thread runs no TypeScript. */
const THREAD = new URL('../../node/dist/groups/group-thread.js', import.meta.url);

async function encodeInNode(path: string, threads: number): Promise<Figures> {
  const stills = nodeStills();
  const groups = threads === 1 ? undefined : groupThreads({ threads, learned: false, module: THREAD });
  const start = performance.now();
  const frames = await readFrames(path);
  const { bytes } = await encode(frames.pictures, {
    frameRate: frames.rate,
    target: { bitrate: BITRATE },
    stills,
    colour: frames.colour,
    frameCount: frames.pictures.length,
    ...(groups && { groups }),
  });
  const milliseconds = performance.now() - start;
  groups?.close();
  const decoder = await Decoder.open(bytes, { stills });
  let [psnr, similarity, index] = [0, 0, 0];
  for await (const picture of decoder.frames()) {
    const original = frames.pictures[index++]!;
    psnr += psnrLuma(rgbPicture(original), rgbPicture(picture)) / frames.pictures.length;
    similarity += ssim(rgbPicture(original), rgbPicture(picture)) / frames.pictures.length;
  }
  decoder.close();
  return { milliseconds, bytes: readStreamInfo(bytes).bytes, psnr, ssim: similarity };
}

async function readFrames(path: string, seconds = SECONDS) {
  const video = await openVideo(path);
  try {
    const { width, height } = outputSize(video, LONGEST_SIDE);
    const whole = { x: 0, y: 0, width: video.width, height: video.height };
    const limit = Math.round((seconds * video.frameRate.numerator) / video.frameRate.denominator);
    const pictures: Picture[] = [];
    for await (const picture of video.frames()) {
      pictures.push(
        picture.width === width && picture.height === height ? picture : resamplePicture(picture, width, height, whole),
      );
      if (pictures.length === limit) break;
    }
    return { pictures, rate: video.frameRate, colour: video.colour };
  } finally {
    await video.close();
  }
}

/** One clip of the beginnings of all, at the rate of the first. */
async function joined(clips: readonly ChosenClip[], folder: string): Promise<ChosenClip> {
  const parts = [];
  for (const { path } of clips) parts.push(await readFrames(path, SECONDS / clips.length));
  const { rate, colour, pictures } = parts[0]!;
  const { width, height } = pictures[0]!;
  const path = join(folder, 'joined.mp4');
  const writer = await createVideoWriter(path, { width, height, frameRate: rate, colour, quality: 95 });
  for (const part of parts) for (const picture of part.pictures) await writer.write(picture);
  await writer.finish();
  return { clip: clips.map(({ clip }) => clip).join(', '), path };
}

async function encodeInTab(rig: StudioRig, path: string, threads: number): Promise<Figures> {
  const { page } = await rig.open({ cores: threads + 1 });
  await page.setInputFiles('#file-again', path);
  await page.getByLabel(/Compare with a codec/).uncheck();
  await page.click('button:has-text("Encode")');
  await page.waitForSelector('.result', { timeout: 600_000 });
  const shown = await page.evaluate(() => ({
    milliseconds: Number(document.querySelector<HTMLElement>('.result')!.dataset['encodeTime']),
    bytes: Number(document.querySelector<HTMLElement>('.result')!.dataset['bytes']),
    cells: [...document.querySelectorAll('.quality tbody td')].map((cell) => Number.parseFloat(cell.textContent)),
  }));
  await page.context().close();
  return { milliseconds: shown.milliseconds, bytes: shown.bytes, psnr: shown.cells[1]!, ssim: shown.cells[2]! };
}

const HEAD = ['clip', 'threads', 'Node', 'tab', 'times', 'bytes', 'PSNR', 'SSIM'];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { threads: { type: 'string', default: '1,2' }, joined: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  sharp.concurrency(1);
  const folder = await mkdtemp(join(tmpdir(), 'studio-bench-'));
  const rig = await startStudio();
  console.log(tableHead(HEAD).join('\n'));
  try {
    const named = clipFiles(positionals);
    for (const { clip, path } of values.joined ? [await joined(named, folder)] : named) {
      for (const threads of values.threads.split(',').map(Number)) {
        const node = await encodeInNode(path, threads);
        const tab = await encodeInTab(rig, path, threads);
        const both = (figure: (figures: Figures) => string): string => `${figure(node)} / ${figure(tab)}`;
        const seconds = ({ milliseconds }: Figures): string => `${(milliseconds / 1000).toFixed(1)} s`;
        console.log(
          tableRow([
            clip,
            threads,
            seconds(node),
            seconds(tab),
            (tab.milliseconds / node.milliseconds).toFixed(2),
            both(({ bytes }) => String(bytes)),
            both(({ psnr }) => psnr.toFixed(2)),
            both(({ ssim: similarity }) => similarity.toFixed(4)),
          ]),
        );
      }
    }
  } finally {
    await rig.close();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
