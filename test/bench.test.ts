import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  runBench,
  runStage,
  writeReport,
  type BenchResults,
  type DecodeJob,
  type EncodeJob,
  type StageRunner,
} from '@dynamics-codec/bench';
import { createVideoWriter } from '@dynamics-codec/node';
import { createPicture } from 'dynamics-codec/picture';

const SIDE = 96;
/** As many as measuring life takes. */
const FRAMES = 32;

let folder: string;
let stages = 0;
const runner = ((job: EncodeJob | DecodeJob) => {
  stages++;
  return runStage(job);
}) as StageRunner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-test-'));
  const writer = await createVideoWriter(join(folder, 'sway.y4m'), {
    width: SIDE,
    height: SIDE,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt709', range: 'limited' },
  });
  for (let t = 0; t < FRAMES; t++) {
    const picture = createPicture(SIDE, SIDE);
    const shift = 2 * Math.sin((2 * Math.PI * t) / FRAMES);
    for (let i = 0; i < picture.y.length; i++) {
      const [x, y] = [(i % SIDE) + shift, Math.floor(i / SIDE)];
      picture.y[i] = 128 + 50 * Math.sin(x / 4) * Math.cos(y / 6) + 30 * Math.sin((x + 2 * y) / 9);
    }
    await writer.write(picture);
  }
  await writer.finish();
  await writeFile(join(folder, 'broken.mp4'), 'no video at all');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('bench', () => {
  let results: BenchResults;
  const run = () =>
    runBench({
      clips: [join(folder, 'broken.mp4'), join(folder, 'sway.y4m')],
      codecs: ['dync', 'x265', 'vvc'],
      bitrates: [9000],
      frames: FRAMES,
      cache: join(folder, 'cache'),
      runner,
    });

  it('measures what can be measured and names the rest', async () => {
    results = await run();
    expect(results.clips.map(({ id }) => id)).toEqual(['sway']);
    expect(results.failures[0]).toMatchObject({ clip: 'broken' });
    expect(results.failures.slice(1).every(({ codec }) => codec === 'vvc')).toBe(true);
    const { points } = results.clips[0]!;
    expect(points.filter(({ codec }) => codec === 'dync').map(({ setting }) => setting)).toEqual(['9000bps']);
    expect(points.some(({ codec }) => codec === 'x265')).toBe(true);
    for (const { bytes, kbps, metrics } of points) {
      expect(kbps).toBeCloseTo((bytes * 8 * 25) / FRAMES / 1000, 6);
      expect(metrics.psnr).toBeGreaterThan(12);
      expect(metrics.tofFrozen).toBeGreaterThan(0.3);
      expect(metrics.energy).toBeGreaterThan(0);
      expect([metrics.lpips, metrics.frechet]).toEqual([undefined, undefined]);
    }
  });

  it('does nothing twice', async () => {
    const before = stages;
    expect((await run()).clips).toEqual(results.clips);
    expect(stages).toBe(before);
  });

  it('decodes the streams of one codec in two ways', async () => {
    const before = stages;
    const { clips } = await runBench({
      clips: [join(folder, 'sway.y4m')],
      codecs: ['dync', 'dync-sent'],
      bitrates: [9000],
      frames: FRAMES,
      cache: join(folder, 'cache'),
      runner,
    });
    const [whole, sent] = clips[0]!.points;
    expect([whole!.codec, sent!.codec]).toEqual(['dync', 'dync-sent']);
    expect(sent!.stream).toBe(whole!.stream);
    expect(stages).toBe(before + 1);
  });

  it('writes one self-contained page', async () => {
    const path = join(folder, 'report.html');
    await writeReport(results, path);
    const page = await readFile(path, 'utf8');
    expect(page).toContain('data:video/mp4;base64,');
    expect(page).toContain('<img class="slices" src="data:image/png;base64,');
    expect(page).toContain('<svg class="chart"');
    expect(page).toContain('What could not be measured');
    const bare = page
      .replace(/data:[a-z/]*[a-z0-9]*;base64,[A-Za-z0-9+/=]+/g, '')
      .replaceAll('http://www.w3.org/2000/svg', 'the name of SVG, which nothing loads');
    expect(/(src|href)="(?!#|")[^"]+"|url\(|https?:/.exec(bare)?.[0]).toBeUndefined();
  });

  it('leaves LPIPS out with the reason where its run time is not installed, unless LPIPS was asked for', async () => {
    vi.doMock('onnxruntime-node', () => {
      throw new Error('not installed');
    });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    try {
      const options = {
        clips: [join(folder, 'sway.y4m')],
        codecs: ['x265'],
        bitrates: [9000],
        frames: FRAMES,
        cache: join(folder, 'cache'),
        runner,
        lpips: 'any.onnx',
      };
      await expect(runBench(options)).rejects.toThrow('Expected the package onnxruntime-node');
      const left = await runBench({ ...options, lpipsOptional: true });
      expect(left).toMatchObject({
        lpips: false,
        lpipsNote: expect.stringContaining('npm install onnxruntime-node') as string,
      });
      await writeReport(left, join(folder, 'left-out.html'));
      expect(await readFile(join(folder, 'left-out.html'), 'utf8')).toContain(
        'LPIPS is left out: Expected the package onnxruntime-node',
      );
    } finally {
      vi.doUnmock('onnxruntime-node');
      cwd.mockRestore();
    }
  });

  it('refuses options that make no sense', async () => {
    const base = {
      clips: [join(folder, 'sway.y4m')],
      codecs: ['dync'],
      bitrates: [8000],
      frames: 10,
      cache: join(folder, 'cache'),
    };
    await expect(runBench({ ...base, bitrates: [] })).rejects.toThrow('bits per second above 0 for bitrates');
    await expect(runBench({ ...base, frames: 2 })).rejects.toThrow(
      'Expected an integer of at least 3 for frames but received 2',
    );
    await expect(runBench({ ...base, codecs: ['h263'] })).rejects.toThrow(
      'names out of dync, dync-sent, dync-classical, vvc, x265, svtav1, vp9',
    );
  });
});
