// @ts-check
/**
 * @file Builds the gallery into a folder that any static host can serve: the pages beside this file, the player with the neural
 * part, the bundled sample, encoded anew, and the scenes that are compared with VVC.
 *
 *   npm run gallery                             into artifacts/gallery
 *   npm run gallery -- --encode                 the scenes encoded anew, too; their streams in `scenes` are replaced
 *   node apps/gallery/build.js --output FOLDER --stream FILE --scene CLIP   with a stream that is there already and one scene
 */
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildScenes } from './build-scenes.js';
import { encodeScenes } from './encode-scenes.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = join(import.meta.dirname, 'pages');
const PLAYER = join(ROOT, 'packages/player/dist');
const NEURAL = join(ROOT, 'packages/models/neural');
const SAMPLE = join(ROOT, 'samples/lakeside.mp4');
const STREAMS = [
  { name: 'lakeside.dync', side: 512, bitrate: 10_000 },
  { name: 'lakeside-small.dync', side: 256, bitrate: 6_000 },
];

const { values } = parseArgs({
  options: {
    output: { type: 'string', default: join(ROOT, 'artifacts/gallery') },
    stream: { type: 'string' },
    scene: { type: 'string', multiple: true, default: [] },
    encode: { type: 'boolean', default: false },
  },
});
/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

await mkdir(values.output, { recursive: true });
for (const name of await readdir(PAGES)) await copyFile(join(PAGES, name), join(values.output, name));
for (const name of ['player.js', 'worker.js', 'parts'])
  await cp(join(PLAYER, name), join(values.output, name), { recursive: true });
await cp(NEURAL, join(values.output, 'neural'), { recursive: true });
for (const { name, side, bitrate } of STREAMS) {
  const bytes = values.stream === undefined ? await encodeSample(side, bitrate) : await readFile(values.stream);
  await writeFile(join(values.output, name), bytes);
  say(`${name}  ${bytes.length} bytes`);
}
if (values.encode) await encodeScenes(say, values.scene);
await buildScenes(join(values.output, 'scenes'), say, values.scene);
process.exit(0);

/**
 * @param {number} side
 * @param {number} bitrate
 */
async function encodeSample(side, bitrate) {
  const { encode } = await import('dynamics-codec');
  const { nodeStills, openVideo } = await import('@dynamics-codec/node');
  const source = await openVideo(SAMPLE, { size: { width: side, height: side } });
  try {
    const { frameRate, colour, frameCount } = source;
    const { bytes } = await encode(source.frames(), {
      frameRate,
      colour,
      stills: nodeStills(),
      target: { bitrate },
      ...(frameCount === undefined ? {} : { frameCount }),
    });
    return bytes;
  } finally {
    await source.close();
  }
}
