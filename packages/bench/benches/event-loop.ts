/**
 * @file How long a step of reading, encoding, decoding and animating blocks the event loop: timers, input and signals wait
 * that long. Of each stage, the longest block and what it was spent in. Where the system tells it, what counts is how long this
 * thread ran, not how long others had the processor. All is run several times, and the shortest longest block counts. Ends with
 * 1 where one is longer than 200 ms.
 *
 *     npm run measure -- event-loop [--side 512] [--frames 100] [--rounds 2] [--model] [FILE]
 */
import { parseArgs } from 'node:util';
import { animate, Decoder, encode } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills, openVideo } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { markdownTable } from '../src/markdown-table.js';
import { clipFiles } from './support/chosen-clips.js';
import { LoopWatch, type Block } from './support/loop-watch.js';

const LIMIT_MS = 200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    side: { type: 'string', default: '512' },
    frames: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '2' },
    model: { type: 'boolean', default: false },
  },
});
const side = Number(values.side);
const stills = nodeStills();
const networks = nodeNetworks();
const learned = values.model ? { networks, modelId: NEWEST_MODEL } : {};
const path = clipFiles(positionals)[0]!.path;

/** Encodes the clip, decodes it, and animates its first frame. */
async function run(watch: LoopWatch): Promise<void> {
  const video = await openVideo(path, { frames: Number(values.frames), size: { width: side, height: side } });
  let first: Picture | undefined;
  const frames = async function* (): AsyncGenerator<Picture, void, undefined> {
    for await (const frame of video.frames()) {
      first ??= frame;
      yield frame;
    }
  };
  const { bytes } = await encode(frames(), {
    frameRate: video.frameRate,
    target: { bitrate: 10_000 },
    stills,
    frameCount: Number(values.frames),
    onProgress: ({ stage }) => {
      watch.enter(`encode: ${stage}`);
    },
    ...learned,
  });
  await video.close();
  watch.enter('decode');
  const decoder = await Decoder.open(bytes, {
    stills,
    networks,
    generator: values.model ? 'learned' : 'classical',
  });
  await decoder.frameAt(0);
  await decoder.frameAt(1.01);
  decoder.close();
  watch.enter('animate');
  await animate(first!, { stills, networks });
}

const best = new Map<string, Block>();
for (let round = 0; round < Number(values.rounds); round++) {
  const watch = new LoopWatch();
  await watch.start('open');
  await run(watch);
  const longest = new Map<string, Block>();
  for (const block of await watch.stop()) if (!longest.has(block.stage)) longest.set(block.stage, block);
  for (const [stage, block] of longest) {
    if (block.length < (best.get(stage)?.length ?? Infinity)) best.set(stage, block);
  }
}
await networks.close();
const rows = [...best.values()].map(({ stage, length, busy, calls }) => [stage, Math.round(length), busy, calls]);
console.log(markdownTable(['stage', 'longest block, ms', 'samples', 'spent in'], rows).join('\n'));
process.exitCode = [...best.values()].some(({ length }) => length > LIMIT_MS) ? 1 : 0;
