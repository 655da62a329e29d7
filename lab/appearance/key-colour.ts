/**
 * @file What appearance generators do to key pictures and their colours. The middle frame of each clip is coded in the bytes that
 * the codec gives key pictures at each rate, and restored by the classical generator and by each network. Prints a markdown
 * table, a row for each rate and generator, means over clips:
 *
 *     npx tsx lab/appearance/key-colour.ts [--rates 3k,5k,8k,15k] [--clips NAME,...] [--folder FOLDER]
 *
 * Clips are those of the training set that are held out from trainings, or all of a folder that is named. Needs LPIPS, and the
 * optional shared folder where `--folder` names no other. Grain is added beside all of them, as streams do.
 */
import { parseArgs } from 'node:util';
import { chooseAppearance, classicalAppearance, MODELS, type AppearanceGenerator } from 'dynamics-codec/generator';
import { mean, noPause } from 'dynamics-codec/math';
import type { Picture } from 'dynamics-codec/picture';
import { colourDifference, rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { parseBitrate, parseList } from '@dynamics-codec/node/cli';
import { KeyLadder } from '../../packages/codec/src/encoder/choose/key-ladder.js';
import { encoderPlan } from '../../packages/codec/src/encoder/encoder-plan.js';
import { isHeldOut } from '../training/held-out.js';
import { openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { chosenClips } from '../../packages/bench/benches/support/chosen-clips.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { neededLpipsPath } from '../../packages/bench/benches/support/needed-lpips.js';

const FRAMES = 100;
const SECONDS = 4;
/** Of a group's bytes; the rest is motion. */
const KEY_SHARE = 0.75;

const { values: options } = parseArgs({
  options: {
    rates: { type: 'string', default: '3k,5k,8k,15k' },
    clips: { type: 'string' },
    folder: { type: 'string' },
  },
});

interface Figures {
  readonly lpips: number;
  readonly mean: number;
  readonly p95: number;
  readonly coarse: number;
}

/** What a key picture looks like in so many bytes, by what shows it: as decoded, and restored by each generator. */
async function figuresOf(key: Picture, bytes: number, { lpips, generators }: Tools): Promise<Map<string, Figures>> {
  const figures = async (shown: Picture): Promise<Figures> => {
    const pair = [rgbPicture(key), rgbPicture(shown)] as const;
    return { lpips: await lpips.distance(...pair), ...colourDifference(...pair) };
  };
  const ladderOf = (appearance: AppearanceGenerator): KeyLadder =>
    new KeyLadder(key, stills, encoderPlan().stills, { appearance, grainy: true, seed: 0 }, noPause);
  const coded = await ladderOf(classicalAppearance).within(bytes);
  const found = new Map([['as decoded', await figures(coded.decoded)]]);
  for (const [name, appearance] of generators)
    found.set(name, await figures((await ladderOf(appearance).finish(coded)).shown));
  return found;
}

interface Tools {
  readonly lpips: Lpips;
  readonly generators: ReadonlyMap<string, AppearanceGenerator>;
}

const stills = nodeStills();

/** The classical generator and each network of the models, by name. */
async function allGenerators(): Promise<Map<string, AppearanceGenerator>> {
  const networks = nodeNetworks({ threads: 1 });
  const generators = new Map<string, AppearanceGenerator>([['classical', classicalAppearance]]);
  for (const { id, appearance } of MODELS) {
    if (generators.has(appearance.file)) continue;
    generators.set(appearance.file, (await chooseAppearance(id, 'learned', networks)).appearance);
  }
  return generators;
}

/** @param clips what each clip gave at a rate */
function printRows(rate: number, clips: readonly Map<string, Figures>[]): void {
  for (const name of clips[0]?.keys() ?? []) {
    const figures = clips.map((one) => one.get(name)!);
    const worse = clips.filter((one) => one.get(name)!.lpips > one.get('classical')!.lpips).length;
    const of = (figure: keyof Figures): number => mean(figures.map((one) => one[figure]));
    const colours = (['mean', 'p95', 'coarse'] as const).map((figure) => of(figure).toFixed(2));
    console.log(tableRow([rate / 1000, name, figures.length, of('lpips').toFixed(4), worse, ...colours]));
  }
}

async function main(): Promise<void> {
  const path = neededLpipsPath();
  if (path === undefined) return;
  const tools = { lpips: await openLpipsFile(path), generators: await allGenerators() };
  const named = options.folder !== undefined || options.clips !== undefined;
  const clips = chosenClips(options, []).filter(({ clip }) => named || isHeldOut(`${clip}.mp4`));
  const keys: Picture[] = [];
  for (const clip of clips) {
    const frames = await clipFrames(clip.path, FRAMES);
    keys.push(frames[frames.length >> 1]!);
  }
  const head = ['kbit/s', 'generator', 'clips', 'LPIPS', 'worse than classical', 'CIEDE2000', '95 %', 'of 4x4 means'];
  console.log(tableHead(head).join('\n'));
  for (const rate of parseList(options.rates).map(parseBitrate)) {
    const bytes = Math.round((KEY_SHARE * rate * SECONDS) / 8);
    const found: Map<string, Figures>[] = [];
    for (const key of keys) found.push(await figuresOf(key, bytes, tools));
    printRows(rate, found);
  }
  await tools.lpips.close();
}

await main();
