/**
 * @file How long decoding takes before the first frame: `npm run measure -- set-up [-- CLIP...]`, the sample clip where none is
 * named. Each clip is encoded once at 8 kbit/s with the newest model, at 256x256 and at 512x512 pixels. Then a decoder is
 * opened anew and asked for one frame, several times: with the classical generators, with the learned ones in ONNX
 * Runtime's native build on two threads, and in WebAssembly on one. "Cold" opens the networks as well. Then frames on end.
 * Medians; prints a markdown table.
 */
import { basename } from 'node:path';
import { Decoder, encode } from 'dynamics-codec';
import { NEWEST_MODEL, type GeneratorChoice, type NetworkRuntime } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills, openVideo } from '@dynamics-codec/node';

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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function measure(path: string, side: number): Promise<void> {
  const video = await openVideo(path, { frames: FRAMES, size: { width: side, height: side } });
  const { bytes } = await encode(video.frames(), {
    frameRate: video.frameRate,
    target: { bitrate: RATE },
    stills,
    frameCount: FRAMES,
    modelId: NEWEST_MODEL,
    networks: nodeNetworks(),
  });
  await video.close();
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
    console.log(
      `| ${[basename(path), side, name, median(cold).toFixed(2), median(warm).toFixed(2), Math.round(shown / all)].join(' | ')} |`,
    );
  }
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  console.log(
    '| clip | side | generators | first frame, cold, s | first frame, warm, s | then frames per second |\n| --- | --: | --- | --: | --: | --: |',
  );
  for (const path of named.length > 0 ? named : ['samples/lakeside.mp4'])
    for (const side of SIDES) await measure(path, side);
}

await main();
