/** Stages of an encode and of a decode in the order of work, and the files whose functions they are, by the beginnings of their paths. */
const STAGES: readonly (readonly [stage: string, ...beginnings: string[]])[] = [
  ['waiting for stills and networks', '(idle)'],
  ['key pictures, native calls', 'node/', 'codec/key/', 'codec/generator/appearance/', 'codec/generator/network'],
  ['clip: cuts, loops', 'codec/encoder/clip/', 'codec/encoder/encode'],
  ['flow', 'codec/motion/flow/'],
  ['flow of the judge (DIS)', 'codec/motion/dis/'],
  ['analysis', 'codec/encoder/analysis/'],
  ['fits', 'codec/encoder/fit/', 'codec/motion/transform/modal-basis'],
  ['quantiser and coding', 'codec/motion/tokens/', 'codec/motion/transform/', 'codec/bitstream/'],
  ['dense motion', 'codec/motion/', 'codec/generator/motion/', 'codec/generator/'],
  ['drawing frames', 'codec/render/', 'codec/decoder/'],
  ['judging', 'codec/encoder/choose/'],
  ['drawn motion', 'codec/encoder/statistics/', 'codec/motion/statistics/'],
  ['scaling and colours', 'codec/picture/'],
  ['garbage collector', '(garbage collector)'],
];
const REST = 'rest';

/** Names of all stages, in the order in which they are shown. */
export const STAGE_NAMES: readonly string[] = [...STAGES.map(([stage]) => stage), REST];

/** Adds up the seconds of files, as `speed-run.js` gives them, by stage. */
export function secondsByStage(files: Readonly<Record<string, number>>): Map<string, number> {
  const sums = new Map(STAGE_NAMES.map((stage) => [stage, 0]));
  for (const [file, seconds] of Object.entries(files)) {
    const stage = stageOf(file);
    sums.set(stage, sums.get(stage)! + seconds);
  }
  return sums;
}

/** The stage with the longest beginning that a path has. */
function stageOf(file: string): string {
  let best = { stage: REST, length: 0 };
  for (const [stage, ...beginnings] of STAGES) {
    for (const beginning of beginnings) {
      if (file.startsWith(beginning) && beginning.length > best.length) best = { stage, length: beginning.length };
    }
  }
  return best.stage;
}
