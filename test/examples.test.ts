import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readStreamInfo } from 'dynamics-codec';
import { fromSource } from './support/built-command.js';

it('the example for Node writes a stream and a picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dync-example-'));
  try {
    const { args, env } = fromSource('examples/node/encode-and-decode.js');
    const video = join(import.meta.dirname, '../samples/lakeside.mp4');
    const { stdout } = await promisify(execFile)(process.execPath, [...args, video, folder], { env });
    const stream = await readFile(join(folder, 'clip.dync'));
    expect(readStreamInfo(stream)).toMatchObject({ frames: 25, width: 128, height: 128, duration: 1 });
    expect(stdout).toBe(`25 frames, 1 s: ${stream.length} bytes, ${((stream.length * 8) / 1000).toFixed(1)} kbit/s\n`);
    expect(await sharp(join(folder, 'moment.png')).metadata()).toMatchObject({ width: 128, height: 128 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
