/**
 * @file Feeds `dync encode --live` with the frames of a camera in real time, and measures how long a group's bytes come after
 * its last frame, and whether the memory of the process stays flat. Fails where it grows by more than 10 % from the second
 * third of the run to the last, and with --strict also where half of the groups come later than a group's length.
 *
 *     npm run build && node --import tsx test/soak/live.ts [SECONDS] [SIDE] [FPS] [--strict]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextGroup, parseHeader, TruncatedStreamError, type GroupEntry } from 'dynamics-codec/bitstream';
import { median } from 'dynamics-codec/math';
import { pictureToYuv } from 'dynamics-codec/picture';
import { scenePicture } from '../media-scene.js';

const numbers = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const [seconds = 60, side = 64, fps = 25] = numbers.map(Number);
const LATENCY = 2;
const COMMAND = join(import.meta.dirname, '../../bin/dync');
const FLAGS = ['--preset', 'fast', '--generator', 'classical', '--bitrate', '8k', '--latency', String(LATENCY)];
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const child = spawn(process.execPath, [COMMAND, 'encode', '-', '-o', '-', ...FLAGS], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const ended = once(child, 'exit');

/** When each frame was handed over, milliseconds. */
const given: number[] = [];
const late: number[] = [];
let stream = new Uint8Array(0);
let last: GroupEntry | undefined;
child.stdout.on('data', (chunk: Buffer) => {
  stream = new Uint8Array(Buffer.concat([stream, chunk]));
  const header = parseHeader(stream);
  try {
    for (;;) {
      const entry = header.open ? nextGroup(stream, header, last) : undefined;
      if (entry === undefined || entry.offset + entry.length > stream.length) return;
      const at = given[entry.firstFrame + entry.frames - 1];
      if (at !== undefined) late.push((performance.now() - at) / 1000);
      last = entry;
    }
  } catch (error) {
    if (!(error instanceof TruncatedStreamError)) throw error;
  }
});

function residentBytes(): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
}

/** A few pictures that a camera shows again and again. */
const COLOUR = { matrix: 'bt601', range: 'limited' } as const;
const frames = Array.from({ length: 50 }, (_, n) => {
  const { y, u, v } = pictureToYuv(scenePicture(side, side, n < 25 ? n : 49 - n), COLOUR, 'centre');
  return Buffer.concat([Buffer.from('FRAME\n'), y as Uint8Array, u as Uint8Array, v as Uint8Array]);
});
child.stdin.write(`YUV4MPEG2 W${side} H${side} F${fps}:1 Ip A1:1 C420jpeg\n`);
const memory: number[] = [];
const began = performance.now();
while (performance.now() - began < 1000 * seconds) {
  const due = ((performance.now() - began) / 1000) * fps;
  while (given.length < due) {
    child.stdin.write(frames[given.length % frames.length]!);
    given.push(performance.now());
  }
  if (memory.length < (performance.now() - began) / 1000) memory.push(residentBytes());
  await new Promise((resolve) => setTimeout(resolve, 10));
}
child.stdin.end();
const [code] = (await ended) as [number | null];

const third = Math.floor(memory.length / 3);
// In the first third the process grows to its size.
const [before, after] = [median(memory.slice(third, -third)), median(memory.slice(-third))];
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
say(`${given.length} frames of ${side}x${side} at ${fps} per second, ${late.length} groups, ${stream.length} bytes`);
say(
  `bytes of a group after its last frame: median ${median(late).toFixed(2)} s, worst ${Math.max(...late).toFixed(2)} s`,
);
say(
  `memory: ${megabytes(before)} MB in the middle, ${megabytes(after)} MB late, ${megabytes(Math.max(...memory))} MB at most`,
);
const strict = process.argv.includes('--strict') && !(median(late) < LATENCY);
process.exit(code === 0 && after < 1.1 * before && late.length > 0 && !strict ? 0 : 1);
