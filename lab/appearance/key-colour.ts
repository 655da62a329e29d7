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
import { colourDifference, rgbPicture } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { parseBitrate, parseList } from '@dynamics-codec/node/cli';
import { KeyLadder, STILL_EFFORT } from '../../packages/codec/src/encoder/choose/key-ladder.js';
import { isHeldOut } from '../training/held-out.js';
import { LPIPS_MAKER, lpipsPath, openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { chosenClips } from '../../packages/bench/benches/support/chosen-clips.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';

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

async function main(): Promise<void> {
  const path = lpipsPath();
  if (path === undefined) {
    console.error(`Expected the network of LPIPS: make it with ${LPIPS_MAKER}`);
    process.exitCode = 1;
    return;
  }
  const lpips = await openLpipsFile(path);
  const stills = nodeStills();
  const networks = nodeNetworks({ threads: 1 });
  const generators = new Map<string, AppearanceGenerator>([['classical', classicalAppearance]]);
  for (const { id, appearance } of MODELS) {
    if (generators.has(appearance.file)) continue;
    generators.set(appearance.file, (await chooseAppearance(id, 'learned', networks)).appearance);
  }
  const named = options.folder !== undefined || options.clips !== undefined;
  const clips = chosenClips(options, []).filter(({ clip }) => named || isHeldOut(`${clip}.mp4`));
  const head = ['kbit/s', 'generator', 'clips', 'LPIPS', 'worse than classical', 'CIEDE2000', '95 %', 'of 4x4 means'];
  console.log(tableHead(head).join('\n'));
  const rows = new Map<string, Figures[]>();
  for (const clip of clips) {
    const frames = await clipFrames(clip.path, FRAMES);
    const key = frames[frames.length >> 1]!;
    for (const rate of parseList(options.rates).map(parseBitrate)) {
      const bytes = Math.round((KEY_SHARE * rate * SECONDS) / 8);
      const figuresOf = async (shown: typeof key): Promise<Figures> => {
        const pair = [rgbPicture(key), rgbPicture(shown)] as const;
        return { lpips: await lpips.distance(...pair), ...colourDifference(...pair) };
      };
      const add = (name: string, figures: Figures): void => {
        rows.set(`${rate} ${name}`, [...(rows.get(`${rate} ${name}`) ?? []), figures]);
      };
      for (const [name, appearance] of generators) {
        const ladder = new KeyLadder(key, stills, STILL_EFFORT, { appearance, grainy: true, seed: 0 }, noPause);
        const coded = await ladder.within(bytes);
        if (appearance === classicalAppearance) add('as decoded', await figuresOf(coded.decoded));
        add(name, await figuresOf((await ladder.finish(coded)).shown));
      }
    }
  }
  for (const [name, figures] of rows) {
    const [rate, ...generator] = name.split(' ');
    const classical = rows.get(`${rate!} classical`)!;
    const worse = figures.filter((figure, i) => figure.lpips > classical[i]!.lpips).length;
    const of = (figure: keyof Figures): number => mean(figures.map((one) => one[figure]));
    console.log(
      tableRow([
        Number(rate) / 1000,
        generator.join(' '),
        figures.length,
        of('lpips').toFixed(4),
        worse,
        of('mean').toFixed(2),
        of('p95').toFixed(2),
        of('coarse').toFixed(2),
      ]),
    );
  }
}

await main();
