/**
 * @file Writes golden streams, `test/golden/*.dync`, each with a JSON file of what must come out of it: SHA-256 of the stream,
 * its facts, checksums of the decoded integers and of decoded pictures.
 *
 *   npm run golden                  those that are not there yet
 *   npm run golden -- open          these, anew
 *   npm run golden -- --described   no stream, but the JSON file of every stream
 *
 * The rule: golden streams pin the format, not the encoder. Each was made once and stays as it is; an encoder that got better
 * is no reason to make it anew, because old streams must still decode to the same integers and pictures. A new feature of the
 * format gets a new stream. The tests decode the committed streams and never encode.
 *
 * The first ones come from the encoder of commit d8d187e, before the format began anew: they are its streams of the profile
 * that is 0 today, with the profile and the checksum of the header rewritten. The motion of `lakeside` was decoded from an
 * older profile and written in today's, integer for integer, so that its pictures stayed the same. `open` is `cut` in open form.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseStream } from 'dynamics-codec/bitstream';
import { encode } from 'dynamics-codec';
import { readMotionPayload, writeMotionPayload } from '../packages/codec/src/motion/tokens/motion-payload.js';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import type { MotionTokens } from 'dynamics-codec/motion';
import { withGroups } from '../test/fixtures/edited-stream.js';
import { asOpen } from '../test/fixtures/open-stream.js';
import { GOLDEN_CLIPS } from '../test/golden/clips.js';
import { describeStream } from '../test/golden/describe-stream.js';

const FOLDER = 'test/golden';
const SAMPLE = { name: 'lakeside', file: 'samples/lakeside.mp4', side: 256, bitrate: 6000 };
const stills = nodeStills();

async function encodeSample(): Promise<Uint8Array> {
  const source = await openVideo(SAMPLE.file, { size: { width: SAMPLE.side, height: SAMPLE.side } });
  try {
    const { frameRate, colour, frameCount } = source;
    const counted = frameCount === undefined ? {} : { frameCount };
    const { bytes } = await encode(source.frames(), {
      frameRate,
      colour,
      stills,
      target: { bitrate: SAMPLE.bitrate },
      ...counted,
    });
    return bytes;
  } finally {
    await source.close();
  }
}

function withTokens(bytes: Uint8Array, edit: (tokens: MotionTokens) => MotionTokens): Uint8Array {
  const { header } = parseStream(bytes);
  return withGroups(bytes, (group, index) => {
    const tokens = readMotionPayload(group.motion, { ...header, frames: group.frames, index, offset: 0 });
    return { ...group, motion: writeMotionPayload(edit(tokens), header.width, header.height, group.frames) };
  });
}

async function replace(name: string, content: Uint8Array | string): Promise<void> {
  const file = `${FOLDER}/${name}`;
  const before = await readFile(file).catch(() => undefined);
  await writeFile(`${file}.tmp`, content);
  await rename(`${file}.tmp`, file);
  console.log(
    `${file}: ${before === undefined ? 'new' : before.equals(Buffer.from(content)) ? 'as before' : 'CHANGED'}`,
  );
}

async function describe(name: string): Promise<void> {
  const bytes = new Uint8Array(await readFile(`${FOLDER}/${name}.dync`));
  await replace(`${name}.json`, `${JSON.stringify(await describeStream(bytes, stills), undefined, 2)}\n`);
}

/** How each golden stream is made, by name. */
const makers = new Map<string, () => Promise<Uint8Array>>([
  ...GOLDEN_CLIPS.map(
    ({ name, frames, options, edit, editStream = (bytes) => bytes }) =>
      [
        name,
        async () => {
          const clip = frames();
          const { bytes } = await encode(clip, { ...options, stills, frameCount: clip.length });
          return editStream(edit === undefined ? bytes : withTokens(bytes, edit));
        },
      ] as const,
  ),
  [SAMPLE.name, encodeSample],
  ['open', async () => asOpen(await readFile(`${FOLDER}/cut.dync`))],
]);

const asked = process.argv.slice(2);
const described = asked.includes('--described');
for (const [name, make] of makers) {
  const there = existsSync(`${FOLDER}/${name}.dync`);
  if (!described && (asked.includes(name) || (asked.length === 0 && !there)))
    await replace(`${name}.dync`, await make());
  else if (!described) continue;
  await describe(name);
}
