/**
 * @file How long decoding takes before the first frame. Each clip is encoded once at 8 kbit/s with the newest model, at
 * 256x256 and at 512x512 pixels. Then a decoder is opened anew and asked for one frame, several times: with the classical
 * generators, with the learned ones in ONNX Runtime's native build on two threads, and in WebAssembly on one. "Cold" opens
 * the networks as well. Then frames on end. Medians; prints a markdown table.
 *
 *     npm run measure -- set-up [FILE...]    the sample clip where none is named
 */
import { Decoder, encode } from 'dynamics-codec';
import { NEWEST_MODEL, type GeneratorChoice, type NetworkRuntime } from 'dynamics-codec/generator';
import { median } from 'dynamics-codec/math';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { clipFiles, type ChosenClip } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';

const SIDES = [256, 512];
const RATE = 8000;
const FRAMES = 100;
const ROUNDS = 5;

interface Way {
  readonly name: string;
  readonly generator: GeneratorChoice;
  readonly networks: () => NetworkRuntime | undefined;
}

const WAYS: readonly Way[] = [
  { name: 'classical', generator: 'classical', networks: () => undefined },
  {
    name: 'learned, native, 2 threads',
    generator: 'learned',
    networks: () => nodeNetworks({ runtime: 'native', threads: 2 }),
  },
  { name: 'learned, WebAssembly, 1 thread', generator: 'learned', networks: () => nodeNetworks({ runtime: 'wasm' }) },
];

const stills = nodeStills();

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function measure({ clip, path }: ChosenClip, side: number): Promise<void> {
  const { frames, frameRate } = await readClip(path, { frames: FRAMES, size: { width: side, height: side } });
  const { bytes } = await encode(frames, {
    frameRate,
    target: { bitrate: RATE },
    stills,
    frameCount: frames.length,
    modelId: NEWEST_MODEL,
    networks: nodeNetworks(),
  });
  for (const { name, generator, networks } of WAYS) {
    const firstFrame = async (runtime: NetworkRuntime | undefined): Promise<void> => {
      const decoder = await Decoder.open(bytes, { stills, generator, ...(runtime && { networks: runtime }) });
      await decoder.frameAt(0);
      decoder.close();
    };
    const cold: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const runtime = networks();
      cold.push(await secondsOf(() => firstFrame(runtime)));
      warm.push(await secondsOf(() => firstFrame(runtime)));
    }
    const decoder = await Decoder.open(bytes, { stills, generator: 'classical' });
    await decoder.frameAt(0);
    let shown = 0;
    const all = await secondsOf(async () => {
      for await (const frame of decoder.frames()) shown += Math.sign(frame.width);
    });
    decoder.close();
    const times = [median(cold), median(warm)].map((seconds) => seconds.toFixed(2));
    console.log(tableRow([clip, side, name, ...times, Math.round(shown / all)]));
  }
}

const HEAD = ['clip', 'side', 'generators', 'first frame, cold, s', 'warm, s', 'then frames per second'];

console.log(tableHead(HEAD).join('\n'));
for (const clip of clipFiles(process.argv.slice(2))) for (const side of SIDES) await measure(clip, side);
