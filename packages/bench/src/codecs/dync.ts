import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { Decoder, encode } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills, writeWholeFile } from '@dynamics-codec/node';
import type { FrameSamples } from '@dynamics-codec/metrics';
import type { BenchCodec } from '../codec.js';
import { codeHash } from '../code-hash.js';
import { samplesOf } from '../frame-samples.js';
import { ownVersion } from '../package-version.js';

/** Code that decides what this package's streams and pictures are; see `codeHash`. */
export const DYNC_CODE = ['codec', 'node/media/node-still', 'node/media/node-networks', 'node/media/native-onnx'];

/** Ways to run the codec: `learned` with all it has, `classical` without a model, `sent` as `learned` without drawn motion. */
export type DyncWay = 'learned' | 'classical' | 'sent';

const NAMES: Readonly<Record<DyncWay, { readonly id: string; readonly label: string; readonly words: string }>> = {
  learned: { id: 'dync', label: 'Dynamics', words: ', key pictures restored by the learned model' },
  classical: { id: 'dync-classical', label: 'Dynamics, classical', words: ', no learned model' },
  sent: {
    id: 'dync-sent',
    label: 'Dynamics, only what was sent',
    words: ', the same streams decoded at liveliness 0',
  },
};

/** This package's own codec. Bytes are those of the whole file. */
export async function dyncCodec(way: DyncWay = 'learned'): Promise<BenchCodec> {
  const learned = way !== 'classical';
  const generator = learned ? 'learned' : 'classical';
  const { id, label, words } = NAMES[way];
  const command = (rate: string | number): string =>
    `dync encode --bitrate ${rate}${learned ? '' : ' --generator classical'}`;
  const hash = await codeHash(DYNC_CODE);
  return {
    id,
    label,
    version: () =>
      Promise.resolve(
        `${ownVersion()}, code ${hash.slice(0, 8)}; key pictures by libaom ${sharp.versions.aom ?? 'of unknown version'} (sharp ${sharp.versions.sharp})`,
      ),
    command: command('RATE'),
    description: `This package, closed-loop rate control; JavaScript on 1 thread${words}. Bytes of the whole file.`,
    cacheKey: `${hash} ${way}`,
    ...(way === 'sent' ? { streamsOf: { id: NAMES.learned.id, cacheKey: `${hash} learned` } } : {}),
    sweeps: (_, bitrates) =>
      Promise.resolve([
        {
          window: false,
          settings: bitrates.map((bitrate) => ({ id: `${bitrate}bps`, text: command(bitrate), values: { bitrate } })),
        },
      ]),
    async encode(clip, setting, output) {
      const { bytes, report } = await encode(clip.frames, {
        frameRate: clip.frameRate,
        colour: clip.colour,
        frameCount: clip.frames.length,
        target: { bitrate: Number(setting.values['bitrate']) },
        stills: nodeStills(),
        ...(learned ? { modelId: NEWEST_MODEL, networks: nodeNetworks() } : {}),
      });
      await writeWholeFile(output, bytes);
      return { bytes: bytes.length, ...(report.note === undefined ? {} : { note: report.note }) };
    },
    async decode(stream, { colour }) {
      const decoder = await Decoder.open(await readFile(stream), {
        stills: nodeStills(),
        networks: nodeNetworks(),
        generator,
        liveliness: way === 'sent' ? 0 : 1,
      });
      try {
        const frames: FrameSamples[] = [];
        for await (const picture of decoder.frames()) frames.push(samplesOf(picture, colour));
        return frames;
      } finally {
        decoder.close();
      }
    },
  };
}
