import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseStream } from 'dynamics-codec/bitstream';
import { makeClip } from './ffmpeg-clips.js';
import { bundledDync } from './support/built-command.js';
import { endOf } from './support/end-of.js';
import { startCamera } from './support/rtsp-camera.js';

let command = '';
let folder = '';
beforeAll(async () => {
  command = await bundledDync();
  folder = await mkdtemp(join(tmpdir(), 'dync-live-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SETTINGS = ['--quality', '10', '--preset', 'fast', '--generator', 'classical', '--threads', '1'];
/** Frames between key frames, and so of a segment. */
const SEGMENT = 12;

/** Encodes an address and gives its end and its bytes. @param onBytes called when bytes come */
async function follow(url: string, onBytes: (bytes: number) => void = () => undefined) {
  const args = ['encode', url, '-o', '-', '--live', '--latency', '0.48', ...SETTINGS];
  const child = spawn(process.execPath, [command, ...args], { cwd: folder });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    onBytes(chunk.length);
  });
  const end = await endOf(child);
  return { ...end, bytes: new Uint8Array(Buffer.concat(out)) };
}

function testClip(path: string, seconds: number, muxer: string, muxerOptions: Record<string, string | number> = {}) {
  const graph = `testsrc2=s=64x64:r=25:d=${seconds},format=yuv420p`;
  const x264 = { preset: 'ultrafast', bf: 0, g: SEGMENT, 'x264-params': 'slices=1:scenecut=0:keyint_min=12' };
  return makeClip(path, { graph, encoder: 'libx264', encoderOptions: x264, muxer, muxerOptions });
}

it('follows a playlist of HLS that grows, and ends with it', async () => {
  await testClip(join(folder, 'all.m3u8'), 1.92, 'hls', { hls_time: SEGMENT / 25, hls_list_size: 0 });
  const list = (await readFile(join(folder, 'all.m3u8'), 'utf8')).replace('DURATION:0', 'DURATION:1');
  const [head, ...segments] = list.replace('#EXT-X-ENDLIST\n', '').split(/(?=#EXTINF)/);
  expect(segments.length).toBe(4);
  let there = 3;
  let asked = 0;
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://x').pathname.slice(1);
    if (name === 'live.m3u8') {
      asked++;
      const end = there < segments.length ? '' : '#EXT-X-ENDLIST\n';
      response.end([head, ...segments.slice(0, there), end].join(''));
    } else
      readFile(join(folder, name)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // The list grows once a group is out: what is out by then was encoded while the list was open.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live.m3u8`;
    const { code, err, bytes } = await follow(url, () => (there = Math.min(segments.length, there + 1)));
    expect([code, err]).toEqual([0, '']);
    expect(parseStream(bytes)).toMatchObject({ open: true, frames: 48 });
    expect(asked).toBeGreaterThan(1);
  } finally {
    server.close();
  }
});

it('follows a camera of RTSP, and ends with it', async () => {
  await testClip(join(folder, 'camera.h264'), 0.8, 'h264');
  const camera = await startCamera(await readFile(join(folder, 'camera.h264')));
  try {
    const { code, err, bytes } = await follow(camera.url);
    expect([code, err]).toEqual([0, '']);
    const { open, frames } = parseStream(bytes);
    expect(open).toBe(true);
    // FFmpeg knows no time of the first picture of a camera: it and the second are one.
    expect([19, 20]).toContain(frames);
  } finally {
    camera.close();
  }
});

it('says that a camera does not answer, without its password', async () => {
  const camera = await startCamera(Buffer.alloc(0));
  camera.close();
  const { code, err } = await follow(camera.url);
  expect(code).toBe(1);
  expect(err).toMatch(/^dync: "rtsp:\/\/127[^\n]+ cannot be played[^\n]+\n$/);
  expect(err).not.toContain('secret');
});
