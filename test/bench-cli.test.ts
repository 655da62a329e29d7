import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchResults } from '@dynamics-codec/bench';
import { createVideoWriter } from '@dynamics-codec/node';
import { createPicture } from 'dynamics-codec/picture';
import { fromSource } from './support/built-command.js';
import { schemaErrors } from './support/json-schema.js';

const COMMAND = fromSource('packages/bench/src/cli/run.ts');
const SIDE = 96;
const FRAMES = 8;
let folder = '';

function bench(...more: string[]) {
  const args = [
    ...COMMAND.args,
    '--clips',
    'good.y4m',
    'broken.mp4',
    '--codecs',
    'x265',
    '--bitrates',
    '1k',
    '--frames',
    String(FRAMES),
    '--out',
    'out',
    ...more,
  ];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: COMMAND.env });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-bench-'));
  const writer = await createVideoWriter(join(folder, 'good.y4m'), {
    width: SIDE,
    height: SIDE,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt709', range: 'limited' },
  });
  for (let t = 0; t < FRAMES; t++) {
    const picture = createPicture(SIDE, SIDE);
    for (let i = 0; i < picture.y.length; i++)
      picture.y[i] = 128 + 60 * Math.sin(((i % SIDE) + t) / 5) * Math.cos(Math.floor(i / SIDE) / 7);
    await writer.write(picture);
  }
  await writer.finish();
  await writeFile(join(folder, 'broken.mp4'), 'no video at all');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the bench', () => {
  it('reports a clip that cannot be read, measures the others, and ends with exit code 1', async () => {
    const { status, stderr, stdout } = bench();
    expect(status).toBe(1);
    expect(stdout).toBe('');
    const lines = stderr.trim().split('\n');
    expect(lines[0]).toBe(
      'bench: LPIPS is left out: no network was given (packages/metrics/scripts/export_lpips.py makes one)',
    );
    expect(lines[1]).toMatch(/^bench: broken: "broken\.mp4" /);
    expect(lines.at(-1)).toBe('bench: 1 thing could not be measured; the rest is in "out"');
    const results = JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')) as BenchResults;
    expect(await schemaErrors('packages/bench/results.schema.json', results)).toEqual([]);
    expect(results.clips.map(({ id }) => id)).toEqual(['good']);
    expect(results.clips[0]!.points.length).toBeGreaterThan(0);
    expect(results.codecs[0]!.version).toMatch(/^x265 \d/);
    expect(await readFile(join(folder, 'out', 'report.html'), 'utf8')).toContain('broken');
    expect(await readFile(join(folder, 'out', 'benchmarks.md'), 'utf8')).toContain('- broken: ');
  }, 120_000);

  it('fails at once where a network that was asked for is not there', () => {
    const { status, stderr } = bench('--lpips', 'nowhere.onnx');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^bench: Expected the LPIPS network in "nowhere\.onnx"[^\n]*\n$/);
  }, 60_000);
});
