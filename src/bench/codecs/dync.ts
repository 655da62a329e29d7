import { readFile } from 'node:fs/promises';
import { Decoder, encode } from '../../codec/index.js';
import { nodeStills, writeWholeFile } from '../../media/index.js';
import type { Picture } from '../../picture/index.js';
import type { BenchCodec } from '../codec.js';
import { codeHash } from '../code-hash.js';

/** Folders whose code decides what this package's streams and pictures are. */
const CODE = ['picture', 'bitstream', 'key', 'motion', 'generator', 'render', 'codec', 'media/node-still', 'media/node-still-rgb'];

/** This package's own codec. Bytes are those of the whole file. */
export async function dyncCodec(): Promise<BenchCodec> {
  const hash = await codeHash(CODE);
  return {
    id: 'dync',
    label: 'Dynamics',
    version: `code ${hash.slice(0, 8)}`,
    description: 'This package, closed-loop rate control; JavaScript on 1 thread, key pictures by libaom through sharp. Bytes of the whole file.',
    cacheKey: hash,
    sweeps: (_, bitrates) =>
      Promise.resolve([
        {
          window: false,
          settings: bitrates.map((bitrate) => ({ id: `${bitrate}bps`, text: `dync encode --bitrate ${bitrate}`, values: { bitrate } })),
        },
      ]),
    async encode(frames, clip, setting, output) {
      const { bytes, report } = await encode(frames, {
        frameRate: clip.frameRate,
        colour: clip.colour,
        frameCount: frames.length,
        target: { bitrate: Number(setting.values['bitrate']) },
        stills: nodeStills(),
      });
      await writeWholeFile(output, bytes);
      return { bytes: bytes.length, ...(report.note === undefined ? {} : { note: report.note }) };
    },
    async decode(stream) {
      const decoder = await Decoder.open(await readFile(stream), { stills: nodeStills() });
      try {
        const pictures: Picture[] = [];
        for await (const picture of decoder.frames()) pictures.push(copyOf(picture));
        return pictures;
      } finally {
        decoder.close();
      }
    },
  };
}

/** Pictures are shared with the decoder, so they are copied to be kept. */
function copyOf({ width, height, y, u, v }: Picture): Picture {
  return { width, height, y: y.slice(), u: u.slice(), v: v.slice() };
}
