/**
 * @file What `dync batch` costs besides encoding, and what a second process gains: clips of 4 seconds by the preset fast,
 * encoded in this process, then by a batch of one process, then by a batch of two. All in turn, several times; the least
 * time of each counts, because other programs on the machine only lengthen them.
 *
 *     npm run build && npm run measure -- batch [--clips 6] [--side 256] [--rounds 3] [FILE]
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { encode } from 'dynamics-codec';
import { createVideoWriter, nodeStills, openVideo } from '@dynamics-codec/node';
import { markdownTable } from '../src/markdown-table.js';
import { clipFiles } from './support/chosen-clips.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clips: { type: 'string', default: '6' },
    side: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '3' },
  },
});
const clips = Number(values.clips);
const size = { width: Number(values.side), height: Number(values.side) };
const COMMAND = join(import.meta.dirname, '../../../bin/dync');
const folder = mkdtempSync(join(tmpdir(), 'dync-measure-'));
const stills = nodeStills();

/** Cuts the clips, each a little different, so that the measurement does not read long files. */
async function cutClips(): Promise<void> {
  const { path } = clipFiles(positionals)[0]!;
  for (let clip = 0; clip < clips; clip++) {
    const source = await openVideo(path, { size, frames: 100 + clip, fps: 25 });
    const { frameRate, colour } = source;
    const writer = await createVideoWriter(join(folder, `${clip}.y4m`), { ...size, frameRate, colour });
    let frame = 0;
    for await (const picture of source.frames()) if (frame++ >= clip) await writer.write(picture);
    await writer.finish();
    await source.close();
  }
}

async function encodeHere(): Promise<void> {
  for (let clip = 0; clip < clips; clip++) {
    const source = await openVideo(join(folder, `${clip}.y4m`));
    const { frameRate, colour, frameCount } = source;
    const target = { bitrate: 8000 };
    await encode(source.frames(), {
      frameRate,
      colour,
      target,
      stills,
      preset: 'fast',
      ...(frameCount === undefined ? {} : { frameCount }),
    });
    await source.close();
  }
}

async function batch(jobs: number): Promise<void> {
  const out = join(folder, `out-${jobs}-${performance.now()}`);
  const flags = ['--preset', 'fast', '--generator', 'classical', '--jobs', String(jobs), '--json'];
  await promisify(execFile)(process.execPath, [COMMAND, 'batch', join(folder, '*.y4m'), '-o', out, ...flags]);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

try {
  await cutClips();
  const least = { here: Infinity, one: Infinity, two: Infinity };
  for (let round = 0; round < Number(values.rounds); round++) {
    least.here = Math.min(least.here, await secondsOf(encodeHere));
    least.one = Math.min(least.one, await secondsOf(() => batch(1)));
    least.two = Math.min(least.two, await secondsOf(() => batch(2)));
  }
  const row = (name: string, seconds: number): string[] => [
    name,
    seconds.toFixed(2),
    (seconds / clips).toFixed(2),
    `${(least.one / seconds).toFixed(2)} x`,
  ];
  const rows = [row('in this process', least.here), row('batch of 1', least.one), row('batch of 2', least.two)];
  process.stdout.write(`${markdownTable(['', 'seconds', 'per clip', 'against a batch of 1'], rows).join('\n')}\n`);
  const overhead = (least.one - least.here) / least.here;
  process.stdout.write(`Queue and process cost ${(100 * overhead).toFixed(1)} % of the encodes, start included\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
