import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVideo } from '@dynamics-codec/node';
import { fromSource } from './support/built-command.js';
import { writeSceneClip } from './support/scene-clip.js';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
let folder = '';
let server: Server;
let source: Buffer;
let requests = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-fetch-'));
  await writeSceneClip(join(folder, 'source.y4m'), 6);
  source = await readFile(join(folder, 'source.y4m'));
  server = createServer((_, response) => {
    requests++;
    response.end(source);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function fetched(list: object): Promise<{ code: number; out: string; err: string }> {
  await writeFile(join(folder, 'list.json'), JSON.stringify(list));
  const { args, env } = fromSource('packages/bench/scripts/fetch-clips.js');
  const run = promisify(execFile)(
    process.execPath,
    [...args, join(folder, 'out'), '--list', join(folder, 'list.json')],
    { env },
  );
  try {
    const { stdout, stderr } = await run;
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

function clip(id: string, sourceSum: string, clipSum: string): object {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${id}`;
  const facts = {
    id,
    split: 'test',
    category: 'water',
    description: 'a pond',
    licence: 'CC0-1.0',
    side: 64,
    frames: 4,
  };
  return { ...facts, source: { address, bytes: source.length, sha256: sourceSum }, sha256: clipSum };
}

describe('clips that everyone may have', () => {
  it('are fetched, checked, cut, checked again, and not fetched twice', async () => {
    const first = await fetched({ clips: [clip('pond', sha256(source), '0')] });
    expect(first.code).toBe(1);
    const made = /but made (\w{64})/.exec(first.err)?.[1] ?? '';
    const wrong = clip('other', 'f'.repeat(64), made);
    const second = await fetched({ clips: [clip('pond', sha256(source), made), wrong] });
    expect(second.out).toBe(`pond: is there\n1 of 2 clips in ${join(folder, 'out')}\n`);
    expect(second.err).toMatch(/^other: expected SHA-256 f{64} at .* but received \w{64}\n$/);
    expect(requests).toBe(2);
    expect(await readdir(join(folder, 'out/sources'))).toEqual([sha256(source)]);

    const video = await openVideo(join(folder, 'out/test/pond.y4m'));
    expect(video).toMatchObject({ width: 64, height: 64, frameRate: { numerator: 25, denominator: 1 } });
    await video.close();
    expect(JSON.parse(await readFile(join(folder, 'out/manifest.json'), 'utf8'))).toMatchObject([
      { id: 'pond', category: 'water' },
      { id: 'other' },
    ]);
  });

  it('are listed with an address at one commit, a licence and checksums', async () => {
    const list = JSON.parse(await readFile(join(import.meta.dirname, '../packages/bench/clips.json'), 'utf8')) as {
      clips: { id: string }[];
    };
    expect(new Set(list.clips.map(({ id }) => id)).size).toBe(list.clips.length);
    const sum = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    const address = expect.stringMatching(
      /^https:\/\/raw\.githubusercontent\.com\/[\w.-]+\/[\w.-]+\/[0-9a-f]{40}\//,
    ) as unknown;
    for (const entry of list.clips)
      expect(entry).toMatchObject({ licence: 'CC0-1.0', sha256: sum, source: { sha256: sum, address } });
  });
});
