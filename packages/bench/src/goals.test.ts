import { describe, expect, it } from 'vitest';
import { goalSentences, goalsTable } from './goals-text.js';
import { goalsOf } from './goals.js';
import { lossesText } from './losses.js';
import type { BenchClip, BenchPoint, BenchResults, PointMetrics } from './results.js';

interface Figures {
  readonly lpips: number;
  readonly tof: number;
  readonly flicker?: number;
  readonly psnr?: number;
  readonly frechet?: number;
  readonly energy?: number;
}

function point(
  codec: string,
  setting: string,
  kbps: number,
  { lpips, tof, flicker = 0.9, psnr = 30, ...life }: Figures,
): BenchPoint {
  const metrics: PointMetrics = {
    frames: 100,
    samples: 11,
    psnr,
    psnrY: 30,
    ciede2000: 2,
    ciede2000P95: 6,
    ciede2000Coarse: 1.5,
    ssim: 1 - lpips,
    gmsd: 0.1,
    lpips,
    tLpips: 0.1,
    tof,
    tofFrozen: 0.2,
    flicker,
    loopSeam: 1,
    loopSeamOriginal: 1,
    ...life,
  };
  return {
    codec,
    setting,
    text: '',
    bytes: kbps * 500,
    kbps,
    metrics,
    stream: 'none',
    decodeSeconds: 1,
    decodeCpuSeconds: 1,
    decodePeakBytes: 1,
  };
}

function clip(id: string, points: readonly BenchPoint[]): BenchClip {
  return {
    id,
    path: `${id}.mp4`,
    category: 'water',
    description: '',
    width: 64,
    height: 64,
    frames: 100,
    fps: 25,
    points,
  };
}

const plain = [
  point('vvc', 'slow-qp50', 4, { lpips: 0.4, tof: 0.19 }),
  point('vvc', 'slow-qp40', 16, { lpips: 0.2, tof: 0.11, psnr: 34 }),
];
const keyed = [
  point('vvc', 'key-qp50', 4, { lpips: 0.5, tof: 0.15 }),
  point('vvc', 'key-qp40', 16, { lpips: 0.3, tof: 0.15 }),
];
const good = [
  point('dync', '4000bps', 4, { lpips: 0.3, tof: 0.1 }),
  point('dync', '8000bps', 8, { lpips: 0.2, tof: 0.06 }),
];
const bad = [
  point('dync', '4000bps', 4, { lpips: 0.6, tof: 0.22, flicker: 0.3 }),
  point('dync', '8000bps', 8, { lpips: 0.55, tof: 0.18, flicker: 0.3 }),
];
const clips = [
  clip('pond', [...plain, ...keyed, ...good]),
  clip('fire', [...plain, ...keyed, ...bad]),
  clip('mist', [...plain, ...good]),
];
const goals = goalsOf({ clips })!;

describe('goals', () => {
  it('compare tOF with the better VVC setting at the same rate', () => {
    const [low, high] = goals.clips[0]!.atRates;
    // At 8 kbit/s, half way from 4 to 16: 0.15 of either setting.
    expect(high).toEqual({
      kbps: 8,
      tof: expect.closeTo(0.06, 9) as number,
      rivalTof: expect.closeTo(0.15, 9) as number,
      ratio: expect.closeTo(0.4, 9) as number,
      flicker: expect.closeTo(0.9, 9) as number,
    });
    // At 5 kbit/s the other setting is the better one.
    expect(low!.rivalTof).toBeCloseTo(0.15, 9);
    expect(goals.clips[2]!.atRates[0]!.rivalTof).toBeCloseTo(0.19 - (0.08 * Math.log2(5 / 4)) / 2, 9);
  });

  it('name clips that are worse than a still picture, and clips of too little motion', () => {
    expect(goals.clips.map(({ worseThanFrozen }) => worseThanFrozen)).toEqual([[], [4], []]);
    expect(goals.worseThanFrozen).toEqual(['fire']);
    expect(goals.atRates[1]).toMatchObject({ kbps: 8, compared: 3, flickerOutside: ['fire'] });
  });

  it('have medians in which always better and always worse take part', () => {
    expect(goals.clips.map(({ lpips }) => lpips.kind)).toEqual(['measured', 'no-overlap', 'measured']);
    expect(goals.lpips).toBeCloseTo(-50, 0);
    expect(goals.lpipsWorse).toEqual(['fire']);
    expect(goalsOf({ clips: [clips[1]!] })!.lpips).toBe('always worse');
    expect(goalsOf({ clips: [clip('none', plain)] })).toBeUndefined();
  });

  it('are told in words and as a table', () => {
    const sentences = goalSentences(goals);
    expect(sentences[0]).toMatch(/^Median BD-rate by LPIPS -35 % or less: reached \(-\d+ %\)\.$/);
    expect(sentences[1]).toBe('No clip above 0 % by LPIPS: not reached (fire).');
    expect(sentences).toContain('tOF nowhere worse than that of a picture that stands still: not reached (fire).');
    const { head, rows } = goalsTable(goals);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(rows.map((row) => row[0])).toEqual(['pond', 'fire', 'mist', 'median']);
  });
});

describe('goals of life', () => {
  const vvc = [
    point('vvc', 'slow-qp50', 4, { lpips: 0.4, tof: 0.1, frechet: 0.4, energy: 0.4 }),
    point('vvc', 'slow-qp40', 16, { lpips: 0.2, tof: 0.1, frechet: 0.2, energy: 0.8 }),
  ];
  const ours = (frechet: number, energy: number) => [
    point('dync', '4000bps', 4, { lpips: 0.3, tof: 0.1, frechet, energy }),
    point('dync', '9000bps', 9, { lpips: 0.2, tof: 0.1, frechet, energy }),
  ];
  const alive = clip('alive', [...vvc, ...ours(0.15, 0.9)]);
  const frozen = clip('frozen', [...vvc, ...ours(0.9, 0.1)]);
  const slow = clip('slow', [...vvc, ...ours(0.21, 0.65)]);

  it('name clips that stand still where VVC does not', () => {
    const found = goalsOf({ clips: [alive, frozen, slow] })!;
    expect(found.atRates[1]).toMatchObject({
      kbps: 8,
      frechetRatio: expect.closeTo(0.7, 9) as number,
      frechetCompared: 3,
      frechetAbove: ['frozen'],
      energy: 0.65,
      energyBelow: ['frozen'],
    });
    const sentences = goalSentences(found);
    expect(sentences).toContain(
      "Median Frechet distance at 8 kbit/s at most 0.8 of VVC's: reached (0.70, 3 of 3 clips).",
    );
    expect(sentences).toContain('No Frechet distance at 8 kbit/s above 0.5: not reached (frozen).');
    expect(sentences).toContain('Median energy at 8 kbit/s at least 0.6: reached (0.65).');
    expect(sentences).toContain("No energy at 8 kbit/s below 0.2 where VVC's is not: not reached (frozen).");
  });

  it('are left out where life was not measured', () => {
    expect(goalSentences(goals).filter((sentence) => /Frechet|energy/.test(sentence))).toEqual([]);
  });
});

describe('losses', () => {
  it('name what a rival wins, the worst first', () => {
    const results: BenchResults = {
      format: 1,
      date: '',
      machine: '',
      node: '',
      bitrates: [],
      frames: 100,
      lpips: true,
      failures: [],
      clips,
      codecs: ['dync', 'vvc'].map((id) => ({ id, label: id, version: '', description: '', command: '', cacheKey: '' })),
    };
    const text = lossesText(results, 'dync', 'vvc')!;
    expect(text).toMatch(/^by LPIPS on 1 of 3 clips \(fire at every rate\); by tOF on 1 of 3 clips \(fire/);
    expect(text).toContain('on none');
    expect(lossesText(results, 'dync', 'x265')).toBeUndefined();
  });
});
