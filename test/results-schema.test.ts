import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goalsOf } from '../packages/bench/src/goals.js';
import type { BenchClip, BenchPoint, BenchResults, PointMetrics } from '../packages/bench/src/results.js';
import { schemaErrors } from './support/json-schema.js';

const SCHEMA = 'packages/bench/results.schema.json';

// Every field that there is: a new one that the schema does not know fails the first test below.
const metrics: Required<PointMetrics> = {
  frames: 100,
  samples: 11,
  psnr: 30,
  psnrY: 31,
  ssim: 0.9,
  msSsim: 0.95,
  gmsd: 0.1,
  ciede2000: 2,
  ciede2000P95: 6,
  ciede2000Coarse: 1.5,
  lpips: 0.1,
  tof: 0.1,
  tofFrozen: 0.2,
  tLpips: 0.1,
  flicker: 1,
  loopSeam: 1,
  loopSeamOriginal: 1,
  frechet: 0.1,
  spectrum: 0.5,
  energy: 0.9,
  flow: 0.4,
  flowEnergy: 0.9,
};

function point(codec: string, kbps: number): Required<BenchPoint> {
  return {
    codec,
    setting: 'full',
    text: 'CRF 40',
    bytes: 500 * kbps,
    kbps,
    metrics,
    encodeSeconds: 2,
    encodeCpuSeconds: 3,
    encodePeakBytes: 2 ** 20,
    decodeSeconds: 0.5,
    decodeCpuSeconds: 0.6,
    decodePeakBytes: 2 ** 21,
    note: 'a note',
    stream: 'cache/a.dync',
  };
}

const clip: Required<BenchClip> = {
  id: 'pond',
  path: 'clips/pond.mp4',
  category: 'water',
  description: 'a pond',
  width: 256,
  height: 256,
  frames: 100,
  fps: 25,
  points: [point('dync', 4), point('dync', 8), point('vvc', 4), point('vvc', 8)],
  nature: { frechet: 0.01, spectrum: 0.2, energy: 1, flow: 0.1, flowEnergy: 1 },
};

const results: Required<BenchResults> = {
  format: 1,
  date: '2026-01-01',
  machine: 'test, 2 cores',
  node: 'v20.20.2',
  bitrates: [4000, 8000],
  frames: 100,
  lpips: true,
  lpipsNote: '',
  codecs: [{ id: 'vvc', label: 'VVC', version: '2', description: 'theirs', command: 'vvencapp', cacheKey: 'b' }],
  clips: [clip],
  failures: [{ clip: 'broken', codec: 'vvc', setting: 'slow', message: 'is no video' }],
  goals: goalsOf({ clips: [clip] })!,
};

describe('the schema of results.json', () => {
  it('knows every field of the results', async () => {
    expect(await schemaErrors(SCHEMA, JSON.parse(JSON.stringify(results)))).toEqual([]);
  });

  it('knows every field of the figures that the documents quote', async () => {
    const committed = await readFile(join(import.meta.dirname, '../docs/benchmarks/results.json'), 'utf8');
    expect(await schemaErrors(SCHEMA, JSON.parse(committed))).toEqual([]);
  });

  it('refuses a field that is unknown, missing or of another kind', async () => {
    const { machine, ...rest } = results;
    expect(machine).not.toBe('');
    expect(await schemaErrors(SCHEMA, rest)).toEqual([
      ' must have required property \'machine\' {"missingProperty":"machine"}',
    ]);
    expect(await schemaErrors(SCHEMA, { ...results, format: 2 })).toEqual([
      '/format must be equal to constant {"allowedValue":1}',
    ]);
    expect(await schemaErrors(SCHEMA, { ...results, more: 1 })).toHaveLength(1);
    expect(
      await schemaErrors(SCHEMA, { ...results, clips: [{ ...clip, points: [{ ...point('dync', 4), kbps: '4' }] }] }),
    ).toEqual(['/clips/0/points/0/kbps must be number {"type":"number"}']);
  });
});
