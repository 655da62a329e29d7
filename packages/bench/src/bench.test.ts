import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchCache } from './cache.js';
import { findClips } from './clip.js';
import { compareOnClip, differenceText, effortOf, rateText, summarise } from './compare.js';
import { benchMarkdown } from './markdown.js';
import { nalPayloadBytes, nalUnits, obuPayloadBytes } from './payload.js';
import { readFrames, writeFrames } from './frame-file.js';
import { rateChart } from './report/chart.js';
import { chooseShown } from './report/choose.js';
import { escapeHtml } from './report/markup.js';
import { pageMarkup } from './report/page.js';
import { lifeTables } from './life-table.js';
import { METRICS, type BenchClip, type BenchPoint, type BenchResults, type PointMetrics } from './results.js';
import { createPicture } from 'dynamics-codec/picture';

const LPIPS = METRICS.find(({ id }) => id === 'lpips')!;

function point(codec: string, kbps: number, lpips: number): BenchPoint {
  const metrics: PointMetrics = {
    frames: 100,
    samples: 11,
    psnr: 30,
    psnrY: 30,
    ciede2000: 2,
    ciede2000P95: 6,
    ciede2000Coarse: 1.5,
    ssim: 1 - lpips,
    gmsd: 0.1,
    lpips,
    tLpips: 0.1,
    tof: 0.1,
    tofFrozen: 0.2,
    frechet: 2 * lpips,
    spectrum: 0.5,
    energy: 1 - lpips,
    flow: 0.4,
    flowEnergy: 0.9,
    flicker: 1,
    loopSeam: 1,
    loopSeamOriginal: 1,
  };
  return {
    codec,
    setting: `${kbps}`,
    text: '',
    bytes: kbps * 500,
    kbps,
    metrics,
    stream: 'none',
    encodeSeconds: 2,
    encodeCpuSeconds: 3,
    encodePeakBytes: 2 ** 20,
    decodeSeconds: 0.5,
    decodeCpuSeconds: 0.6,
    decodePeakBytes: 2 ** 21,
  };
}

function clip(id: string, category: string, points: readonly BenchPoint[]): BenchClip {
  return { id, path: `${id}.mp4`, category, description: '', width: 64, height: 64, frames: 100, fps: 25, points };
}

const rival = [point('vvc', 4, 0.4), point('vvc', 8, 0.3), point('vvc', 16, 0.2)];
const halved = [point('dync', 2, 0.4), point('dync', 4, 0.3), point('dync', 8, 0.2)];
const superb = [point('dync', 4, 0.1), point('dync', 8, 0.05)];
const results: BenchResults = {
  format: 1,
  date: '2026-01-01',
  machine: 'test',
  node: 'v20',
  bitrates: [4000, 8000],
  frames: 100,
  lpips: true,
  codecs: [
    { id: 'dync', label: 'Dynamics', version: '1', description: 'ours', command: 'dync encode', cacheKey: 'a' },
    { id: 'vvc', label: 'VVC', version: '2', description: 'theirs', command: 'vvencapp', cacheKey: 'b' },
  ],
  clips: [clip('pond', 'water', [...rival, ...halved]), clip('tree', 'tree', [...rival, ...superb])],
  failures: [{ clip: 'broken', message: 'is no video' }],
};

describe('comparisons', () => {
  it('find the rate factor, and say where curves do not meet', () => {
    const half = compareOnClip(results.clips[0]!, 'dync', 'vvc', LPIPS);
    expect(differenceText(half.difference)).toBe('-50 %');
    expect(half.atOurs.map(({ rival: rate }) => rateText(rate))).toEqual(['4.0', '8.0', '16.0']);
    const far = compareOnClip(results.clips[1]!, 'dync', 'vvc', LPIPS);
    expect(differenceText(far.difference)).toBe('always better');
    expect(far.atOurs.map(({ rival: rate }) => rateText(rate))).toEqual(['above 16.0', 'above 16.0']);
    expect(summarise([half, far])).toEqual({
      clips: 2,
      measured: 1,
      mean: expect.closeTo(-50, 6) as number,
      median: expect.closeTo(-50, 6) as number,
      alwaysBetter: 1,
      alwaysWorse: 0,
    });
  });

  it('sum speed over points and take the largest memory', () => {
    expect(effortOf(results, 'vvc')).toMatchObject({
      points: 6,
      encodeFps: 50,
      encodeCpuMs: 30,
      decodeFps: 200,
      decodePeakBytes: 2 ** 21,
    });
    expect(effortOf(results, 'vp9')).toBeUndefined();
  });

  it('make Markdown with every clip, kind and failure', () => {
    const text = benchMarkdown(results);
    expect(text).toContain('### BD-rate against VVC');
    expect(text).toContain('| pond | water | -50 % |');
    expect(text).toContain('| tree | tree | always better |');
    expect(text).toContain('| **all** | 2 | **-50 % (1 always better)** |');
    expect(text).toContain('| all, mean | 2 | -50 % (of 1) |');
    expect(text).toContain('- broken: is no video');
  });

  it('escape names of clips in Markdown', () => {
    const named = clip('a|b<img src=x>`_*\n\x1b[', 'wa|ter', results.clips[0]!.points);
    const failures = [{ clip: 'c\n| d |', message: '<b>"x|y" is no video</b>' }];
    const text = benchMarkdown({ ...results, clips: [named, results.clips[1]!], failures });
    expect(text).toContain('| a\\|b\\<img src=x\\>\\`\\_\\*\\\\u000a\\\\u001b\\[ | wa\\|ter |');
    expect(text).toContain('- c\\\\u000a\\| d \\|: \\<b\\>"x\\|y" is no video\\</b\\>');
  });
});

describe('tables of life', () => {
  const nature = { frechet: 0.01, spectrum: 0.2, energy: 1.02, flow: 0.1, flowEnergy: 1 };
  const natural = { ...results, clips: [{ ...results.clips[0]!, nature }, results.clips[1]!] };

  it('have figures at each rate, the ratio to VVC, medians and the bound of nature', () => {
    const [low, high] = lifeTables(natural, ['dync', 'vvc']);
    expect(high!.head.slice(0, 5)).toEqual([
      'clip',
      'Frechet: nature',
      'Frechet: Dynamics',
      'Frechet: VVC',
      "ratio to VVC's",
    ]);
    expect(high!.ratioColumn).toBe(4);
    expect(high!.rows[0]).toEqual(['pond', '0.010', '0.400', '0.600', '0.67', '1.02', '0.80', '0.70']);
    expect(high!.rows[1]!.slice(0, 5)).toEqual(['tree', '-', '0.100', '0.600', '0.17']);
    expect(high!.rows.at(-1)!.slice(0, 5)).toEqual(['median', '0.010', '0.250', '0.600', '0.42']);
    expect(low!.kbps).toBe(5);
    expect(lifeTables(natural, ['dync'])[0]!.ratioColumn).toBeUndefined();
  });

  it('stand in Markdown and report, and are left out where nothing was measured', () => {
    expect(benchMarkdown(natural)).toContain('### Life');
    expect(pageMarkup(natural, [])).toContain('<h2>Life</h2>');
    expect(lifeTables({ ...results, clips: [clip('empty', 'water', [])] }, ['dync', 'vvc'])).toEqual([]);
  });
});

describe('report', () => {
  it('shows ours at the wished rate beside the best rival of about the same size', () => {
    const shown = chooseShown(results.clips[0]!, 'dync', 4100)!;
    expect(shown.ours.kbps).toBe(4);
    expect(shown.rival?.kbps).toBe(4);
    expect(chooseShown(clip('empty', 'x', []), 'dync', 4000)).toBeUndefined();
  });

  it('draws plots whose marks lie inside', () => {
    const svg = rateChart({
      title: 'LPIPS',
      better: 'lower',
      series: [
        {
          label: 'a',
          colour: '#000',
          points: rival.map(({ kbps, metrics }) => ({ kbps, value: metrics.lpips!, title: '' })),
        },
      ],
    });
    const marks = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    expect(marks).toHaveLength(3);
    for (const [x, y] of marks) expect(x > 46 && x < 350 && y > 30 && y < 198).toBe(true);
    expect(marks[0]![1]).toBeLessThan(marks[2]![1]);
    expect(rateChart({ title: 'x', better: 'lower', series: [] })).toBe('');
  });

  it('opens with the goals, what others win, versions and command lines', () => {
    const page = pageMarkup(results, []);
    for (const text of ['against the goals', 'Where others win', 'always better', '<td>vvencapp</td>', 'broken'])
      expect(page).toContain(text);
    expect([page, pageMarkup(results, [], 'play()')].map((text) => text.includes('<script>play()</script>'))).toEqual([
      false,
      true,
    ]);
    expect(pageMarkup({ ...results, codecs: results.codecs.slice(1) }, [])).not.toContain('BD-rate against');
    expect(pageMarkup({ ...results, lpips: false, lpipsNote: 'no <network>' }, [])).toContain(
      'LPIPS is left out: no &lt;network&gt;.',
    );
  });

  it('escapes what clips are called', () => {
    expect(escapeHtml('<a & "b">')).toBe('&lt;a &amp; &quot;b&quot;&gt;');
  });
});

describe('payload bytes', () => {
  const stream = new Uint8Array([0, 0, 0, 1, 0x40, 1, 9, 9, 0, 0, 1, 0x4e, 1, 7, 7, 7, 0, 0, 0, 1, 0x26, 1, 5]);

  it('leave out start codes and supplemental messages of HEVC', () => {
    expect(nalUnits(stream)).toEqual([
      [4, 8],
      [11, 16],
      [20, 23],
    ]);
    expect(nalPayloadBytes(stream, 'hevc')).toBe(4 + 3);
  });

  it('leave out temporal delimiters of AV1', () => {
    expect(obuPayloadBytes(new Uint8Array([0x12, 0, 0x0a, 2, 1, 2, 0x32, 3, 1, 2, 3]))).toBe(4 + 5);
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dync-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keep results until something they depend on changes', async () => {
    const cache = new BenchCache(join(folder, 'cache'));
    let made = 0;
    const make = () => Promise.resolve({ made: ++made });
    expect(await cache.get('a', [1], make)).toEqual({ value: { made: 1 }, kept: false });
    expect(await cache.get('a', [1], make)).toEqual({ value: { made: 1 }, kept: true });
    expect(await cache.get('a', [2], make)).toEqual({ value: { made: 2 }, kept: false });
    expect(await cache.get('a', [1], make, join(folder, 'no-such-stream'))).toEqual({
      value: { made: 3 },
      kept: false,
    });
    await writeFile(await cache.path('a', [2], '.json'), '{"made":');
    expect(await cache.get('a', [2], make)).toEqual({ value: { made: 4 }, kept: false });
  });

  it('hand pictures over', async () => {
    const picture = createPicture(65, 67);
    picture.y.fill(9);
    picture.v.fill(3);
    const path = join(folder, 'pictures.raw');
    await writeFrames(path, [picture, createPicture(65, 67)]);
    expect(await readFrames(path, { width: 65, height: 67 })).toEqual([picture, createPicture(65, 67)]);
    await expect(readFrames(path, { width: 64, height: 67 })).rejects.toThrow('Expected a multiple of');
  });

  it('find clips of a folder with what a manifest says of them', async () => {
    await writeFile(join(folder, 'b.mp4'), '');
    await writeFile(join(folder, 'a.webm'), '');
    await writeFile(join(folder, 'manifest.json'), '[{"id":"b","category":"water","description":"a pond"}]');
    expect(await findClips([folder])).toEqual([
      { id: 'a', path: join(folder, 'a.webm'), category: 'clips', description: '' },
      { id: 'b', path: join(folder, 'b.mp4'), category: 'water', description: 'a pond' },
    ]);
    await expect(findClips([join(folder, 'cache')])).rejects.toThrow('video files or folders of them');
  });
});
