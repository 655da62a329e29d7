import { spawn } from 'node:child_process';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from 'dynamics-codec';
import { parseStream } from 'dynamics-codec/bitstream';
import { nodeStills } from '@dynamics-codec/node';
import { bundledDync } from './support/built-command.js';
import { endOf } from './support/end-of.js';
import { writeSceneClip } from './support/scene-clip.js';

let command = '';
let folder = '';
beforeAll(async () => {
  command = await bundledDync();
  folder = await mkdtemp(join(tmpdir(), 'dync-live-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SETTINGS = ['--quality', '10', '--preset', 'fast', '--generator', 'classical', '--threads', '1'];

/** A clip in a container. */
async function clip(name: string, frames: number): Promise<Buffer> {
  const path = join(folder, name);
  await writeSceneClip(path, frames);
  return readFile(path);
}

function live(...args: string[]) {
  const child = spawn(process.execPath, [command, 'encode', '-', '-o', '-', ...SETTINGS, ...args], { cwd: folder });
  child.stdin.on('error', () => undefined);
  return { child, ended: endOf(child) };
}

describe('dync encode --live', () => {
  it('writes groups of a pipe that stays open, which a decoder shows meanwhile, and its end', async () => {
    const y4m = await clip('a.y4m', 30);
    const { child, ended } = live('--latency', '0.32');
    child.stdin.write(y4m);
    const decoder = await Decoder.open(child.stdout, { stills: nodeStills() });
    const shown: boolean[] = [];
    for await (const { width } of decoder.frames()) {
      shown.push(width === 64);
      // Nothing more comes: what has been shown by now was shown while the stream was open.
      if (shown.length === 8) {
        expect(decoder.isComplete).toBe(false);
        child.stdin.end();
      }
    }
    expect(shown).toEqual(new Array(30).fill(true));
    expect(decoder.isComplete).toBe(true);
    decoder.close();
    expect(await ended).toEqual({ code: 0, err: '' });
  });

  it('reads containers from a pipe as they come', async () => {
    const webm = await clip('a.webm', 20);
    const { child, ended } = live('--latency', '0.4');
    child.stdin.end(webm);
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    expect(await ended).toEqual({ code: 0, err: '' });
    expect(parseStream(new Uint8Array(Buffer.concat(out)))).toMatchObject({ open: true, frames: 20 });
  });

  it('refuses what has no sense without an end, and what is no video', async () => {
    expect(await live('--live', '--json').ended).toMatchObject({ code: 2 });
    const { child, ended } = live('--live');
    child.stdin.end('no video at all\n'.repeat(10_000));
    expect(await ended).toEqual({ code: 1, err: expect.stringMatching(/^dync: Standard input [^\n]+\n$/) as unknown });
  });
});
