/**
 * @file Pictures a second that a stream is decoded at, by number of threads. The numbers take turns, and medians are given.
 * The first pictures are not counted: they wait for the group and for the threads to start.
 *
 *     npm run measure -- decode-threads STREAM [TURNS] [THREADS]
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Decoder, readStreamInfo } from 'dynamics-codec';
import { median } from 'dynamics-codec/math';
import { frameThreads, nodeStills } from '@dynamics-codec/node';
import { markdownTable } from '../src/markdown-table.js';

const [path = '', turns = '5', most = String(availableParallelism())] = process.argv.slice(2);
const bytes = new Uint8Array(await readFile(path));
// The build: a thread runs no TypeScript.
const module = new URL('../../node/dist/frames/frame-thread.js', import.meta.url);
const numbers = [...new Set([1, Number(most)])];
const rates = numbers.map((): number[] => []);
for (let turn = 0; turn < Number(turns); turn++) {
  for (const [i, threads] of numbers.entries()) rates[i]!.push(await rateOf(threads));
}
const { width, height, frames: count } = readStreamInfo(bytes);
console.log(`${path}: ${count} pictures of ${width}x${height}`);
console.log(['', ...markdownTable(['threads', 'pictures a second'], numbers.map(row))].join('\n'));

function row(threads: number, i: number): string[] {
  return [String(threads), median(rates[i]!).toFixed(1)];
}

async function rateOf(threads: number): Promise<number> {
  const frames = threads === 1 ? undefined : frameThreads({ threads, module });
  const decoder = await Decoder.open(bytes, {
    stills: nodeStills(),
    generator: 'classical',
    ...(frames && { frames }),
  });
  try {
    await Promise.all(Array.from({ length: 2 * threads }, () => decoder.frameAt(0)));
    const start = performance.now();
    const pictures = decoder.frames();
    while ((await pictures.next()).done !== true);
    return (1000 * decoder.frameCount) / (performance.now() - start);
  } finally {
    decoder.close();
    frames?.close();
  }
}
