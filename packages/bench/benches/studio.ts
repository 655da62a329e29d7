/**
 * @file An encode in a browser tab against the same encode in Node on one thread. Each clip is brought to 256 pixels and
 * 8 kbit/s, its first four seconds, by both. Prints a markdown table: times of the encode alone, bytes, and luma PSNR and
 * SSIM of what both decode to. Asked for: at most four times Node's time. Needs Chromium, the one named by `CHROMIUM_PATH`
 * where it is set.
 *
 *     npm run measure -- studio [FILE...]    the sample clip where none is named
 */
import sharp from 'sharp';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { psnrLuma, rgbPicture, ssim } from '@dynamics-codec/metrics';
import { resamplePicture, type Picture } from 'dynamics-codec/picture';
import { outputSize } from '../../../apps/studio/src/media/selection.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { clipFiles } from './support/chosen-clips.js';
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

async function encodeInNode(path: string): Promise<Figures> {
  const stills = nodeStills();
  const frames = await readFrames(path);
  const start = performance.now();
  const { bytes } = await encode(frames.pictures, {
    frameRate: frames.rate,
    target: { bitrate: BITRATE },
    stills,
    colour: frames.colour,
    frameCount: frames.pictures.length,
  });
  const milliseconds = performance.now() - start;
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

async function readFrames(path: string) {
  const video = await openVideo(path);
  try {
    const { width, height } = outputSize(video, LONGEST_SIDE);
    const whole = { x: 0, y: 0, width: video.width, height: video.height };
    const limit = Math.round((SECONDS * video.frameRate.numerator) / video.frameRate.denominator);
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

async function encodeInTab(rig: StudioRig, path: string): Promise<Figures> {
  const { page } = await rig.open();
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

const HEAD = ['clip', 'Node, one thread', 'tab', 'times', 'bytes', 'PSNR', 'SSIM'];

async function main(): Promise<void> {
  sharp.concurrency(1);
  const rig = await startStudio();
  console.log(tableHead(HEAD).join('\n'));
  try {
    for (const { clip, path } of clipFiles(process.argv.slice(2))) {
      const node = await encodeInNode(path);
      const tab = await encodeInTab(rig, path);
      const both = (figure: (figures: Figures) => string): string => `${figure(node)} / ${figure(tab)}`;
      const seconds = ({ milliseconds }: Figures): string => `${(milliseconds / 1000).toFixed(1)} s`;
      console.log(
        tableRow([
          clip,
          seconds(node),
          seconds(tab),
          (tab.milliseconds / node.milliseconds).toFixed(2),
          both(({ bytes }) => String(bytes)),
          both(({ psnr }) => psnr.toFixed(2)),
          both(({ ssim: similarity }) => similarity.toFixed(4)),
        ]),
      );
    }
  } finally {
    await rig.close();
  }
}

await main();
