/**
 * @file What ways of coding and showing key pictures gain, as rate at equal quality against what the codec does:
 *
 *     npx tsx lab/key-picture/key-picture.ts [--set SET,...] [--name TEXT] [--grain] [--motion] [CLIP...]
 *
 * The middle frame of each training clip is coded at qualities that give about 0.7 to 6.5 KB. MS-SSIM, GMSD and "LPIPS
 * key" are of that frame ("resampled": both pictures at 0.87 of the size); "LPIPS" is the mean of three more frames of the
 * clip, which are shown by warping the key picture with unquantised flow on the grid of the mode maps. "Low" counts only
 * what the base gets for less than 0.27 bits per pixel. Negative is fewer bytes. `--grain` measures everything with the
 * grain of a stream on top; `--motion` adds figures of the moving clip. Needs LPIPS and the optional shared folder; prints
 * markdown.
 */
import { parseArgs } from 'node:util';
import { nodeStills } from '@dynamics-codec/node';
import {
  bdRate,
  ClipReferee,
  gmsd,
  msSsim,
  rgbPicture,
  type Better,
  type Lpips,
  type RatePoint,
} from '@dynamics-codec/metrics';
import { median } from 'dynamics-codec/math';
import { resamplePicture, type Picture } from 'dynamics-codec/picture';
import { warpPicture } from 'dynamics-codec/render';
import { sharedClips } from '../../packages/bench/benches/support/chosen-clips.js';
import { neededLpipsPath } from '../../packages/bench/benches/support/needed-lpips.js';
import { openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { movingPart, openScene, type KeyScene } from './key-scene.js';
import { BASE, grained, VARIANTS, type KeyCoding, type KeyVariant } from './key-variants.js';

const CLIPS = [
  'fern-forest-sun-01',
  'waterfall-gen-01',
  'potted-red-rose-sim-01',
  'snowy-bush-01',
  'rain-lake-reflection-01',
  'old-tree-sunbeams-gen-01',
  'storm-clouds-grey-01',
  'gloves-line-gen-01',
  'grass-tendrils-01',
  'sunset-sea-waves-01',
  'leaves-rain-closeup-01',
  'campfire-gen-01',
];
const QUALITIES = [1, 4, 8, 14, 20, 28, 38, 50, 64, 80, 92];
const BYTES = { least: 700, most: 6500 };
const LEAST_POINTS = 4;
/** About 1.5 KB is what streams of 5 kbps have for the key picture. */
const CLIP_BYTES = 1200;
const OFF_GRID = 0.87;
const LOW_BITS_PER_PIXEL = 0.27;

const FIGURES = ['key', 'resampled', 'scene', 'low', 'msSsim', 'gmsd'] as const;
type Figure = (typeof FIGURES)[number];
type Figures = Partial<Record<Figure, number>>;

interface Coded {
  readonly still: Uint8Array;
  readonly bytes: number;
  readonly decoded: Picture;
}

type Point = { readonly bytes: number } & Readonly<Record<Exclude<Figure, 'low'>, number>>;

const stills = nodeStills();

async function code(coding: KeyCoding, scene: KeyScene): Promise<Coded[]> {
  const picture = scene.key;
  const coded: Coded[] = [];
  for (const quality of QUALITIES) {
    const payload = await coding.encode(picture, quality);
    if (payload.length > BYTES.most && coded.length >= LEAST_POINTS) break;
    if (payload.length < BYTES.least || payload.length === coded.at(-1)?.bytes) continue;
    coded.push({
      still: payload,
      bytes: payload.length,
      decoded: await stills.decode(payload, picture.width, picture.height),
    });
  }
  return coded;
}

/** Where its samples fall between those of the grid: the network of LPIPS cannot be pleased by patterns of the grid. */
function offGrid(picture: Picture): Picture {
  return resamplePicture(picture, Math.round(picture.width * OFF_GRID), Math.round(picture.height * OFF_GRID));
}

async function measure(
  variant: KeyVariant,
  { still, bytes, decoded }: Coded,
  scene: KeyScene,
  lpips: Lpips,
): Promise<Point> {
  const shown = await variant.show(decoded, still, scene);
  let away = 0;
  for (const { frame, flow } of scene.probes) {
    away += await lpips.distance(rgbPicture(frame), rgbPicture(warpPicture(shown, flow)));
  }
  const pair = [rgbPicture(scene.key), rgbPicture(shown)] as const;
  const key = await lpips.distance(...pair);
  const resampled = await lpips.distance(rgbPicture(offGrid(scene.key)), rgbPicture(offGrid(shown)));
  return { bytes, key, resampled, scene: away / scene.probes.length, msSsim: msSsim(...pair), gmsd: gmsd(...pair) };
}

/** Figures of the clip that a key picture of about {@link CLIP_BYTES} is warped to, as a row of a table. */
async function clipRow(
  variant: KeyVariant,
  coded: readonly Coded[],
  scene: KeyScene,
  referee: ClipReferee<Picture>,
): Promise<string> {
  const { still, bytes, decoded } = coded.find((one) => one.bytes > CLIP_BYTES) ?? coded.at(-1)!;
  const shown = await variant.show(decoded, still, scene);
  const {
    lpips,
    tLpips,
    tof,
    tofFrozen,
    flicker,
    gmsd: deviation,
  } = await referee.measure(movingPart(scene).flows.map((flow) => warpPicture(shown, flow)));
  const cells = [
    variant.name,
    bytes,
    lpips!.toFixed(3),
    tLpips!.toFixed(2),
    `${tof.toFixed(3)} (${tofFrozen.toFixed(3)})`,
    flicker.toFixed(2),
    deviation.toFixed(3),
  ];
  return tableRow(cells);
}

function compare(base: readonly Point[], test: readonly Point[], area: number): Figures {
  const curve = (points: readonly Point[], figure: Exclude<Figure, 'low'>): RatePoint[] =>
    points.map((point) => ({ rate: point.bytes, quality: point[figure] }));
  const difference = (from: readonly Point[], figure: Exclude<Figure, 'low'>, better: Better): number | undefined => {
    const result = bdRate(curve(from, figure), curve(test, figure), better);
    return result.kind === 'measured' ? result.percent : undefined;
  };
  const low = base.filter(({ bytes }) => (bytes * 8) / area < LOW_BITS_PER_PIXEL);
  const found = {
    key: difference(base, 'key', 'lower'),
    resampled: difference(base, 'resampled', 'lower'),
    scene: difference(base, 'scene', 'lower'),
    low: low.length > 1 ? difference(low, 'scene', 'lower') : undefined,
    msSsim: difference(base, 'msSsim', 'higher'),
    gmsd: difference(base, 'gmsd', 'lower'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const percent = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(1));

function row(name: string, figures: readonly Figures[]): string {
  const cells = FIGURES.map((figure) => {
    const values = figures.flatMap((one) => one[figure] ?? []);
    if (values.length === 0) return '-';
    return values.length === 1
      ? percent(values[0])
      : `${percent(median(values))} (${percent(Math.min(...values))} to ${percent(Math.max(...values))})`;
  });
  return tableRow([name, ...cells]);
}

const HEAD = tableHead(['variant', 'LPIPS key', 'resampled', 'LPIPS', 'LPIPS low', 'MS-SSIM', 'GMSD']).join('\n');
const MOVING_HEAD = tableHead(['variant', 'bytes', 'LPIPS', 'tLPIPS', 'tOF (frozen)', 'flicker', 'GMSD']).join('\n');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      set: { type: 'string' },
      name: { type: 'string' },
      grain: { type: 'boolean' },
      motion: { type: 'boolean' },
    },
  });
  const network = neededLpipsPath();
  const clips = sharedClips('train', positionals.length > 0 ? positionals : CLIPS);
  if (network === undefined || clips.length === 0) return;
  const asked = VARIANTS.filter(
    ({ set, name }) => (values.set?.split(',').includes(set) ?? true) && name.includes(values.name ?? ''),
  );
  const variants = values.grain ? asked.map(grained) : asked;
  const lpips = await openLpipsFile(network);
  const found = new Map<KeyVariant, Figures[]>(variants.map((variant) => [variant, []]));
  for (const clip of clips) {
    const scene = await openScene(clip);
    const codings = new Map<string, Coded[]>();
    const pointsOf = async (variant: KeyVariant): Promise<Point[]> => {
      const coded = codings.get(variant.coding.name) ?? (await code(variant.coding, scene));
      codings.set(variant.coding.name, coded);
      const points: Point[] = [];
      for (const one of coded) points.push(await measure(variant, one, scene, lpips));
      return points;
    };
    const base = await pointsOf(values.grain ? grained(BASE) : BASE);
    console.log(
      `\n${clip.clip}: ${base.map(({ bytes, key, scene: away }) => `${bytes} bytes ${key.toFixed(3)} ${away.toFixed(3)}`).join(', ')}\n\n${HEAD}`,
    );
    for (const variant of variants) {
      const figures = compare(base, await pointsOf(variant), scene.key.width * scene.key.height);
      found.get(variant)!.push(figures);
      console.log(row(variant.name, [figures]));
    }
    if (!values.motion) continue;
    const referee = new ClipReferee(movingPart(scene).frames, rgbPicture, { lpips });
    console.log(`\n${MOVING_HEAD}`);
    for (const variant of [BASE, ...variants])
      console.log(await clipRow(variant, codings.get(variant.coding.name)!, scene, referee));
  }
  await lpips.close();
  console.log(`\n${clips.length} clips: median (least to most), in percent\n\n${HEAD}`);
  for (const [{ set, name }, figures] of found) console.log(row(`${set}: ${name}`, figures));
}

await main();
