/**
 * @file Writes the golden streams of the present profile, `test/golden/profile-1/*.dync`, each with a JSON file of what must come out of it: SHA-256 of the
 * stream, its facts, checksums of the decoded integers and of decoded pictures.
 *
 *   npm run golden              all of them
 *   npm run golden -- loop cut  only these
 *
 * The rule: golden files pin the format, not the encoder. They change only in a commit that says why the format changed,
 * together with docs/bitstream.md; an encoder that got better is no reason, because old streams must still decode to the
 * same integers and pictures. The tests decode the committed streams and never encode. Those of profile 0 lie in `test/golden`
 * itself; nothing writes them any more.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseHeader, STREAM_PROFILE } from 'dynamics-codec/bitstream';
import { encode } from 'dynamics-codec';
import { readMotionPayload, writeMotionPayload } from '../packages/codec/src/motion/tokens/motion-payload.js';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import type { MotionTokens } from 'dynamics-codec/motion';
import { withGroups } from '../test/fixtures/edited-stream.js';
import { GOLDEN_CLIPS } from '../test/golden/clips.js';
import { describeStream } from '../test/golden/describe-stream.js';

const FOLDER = `test/golden/profile-${STREAM_PROFILE}`;
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
  const { header } = parseHeader(bytes);
  return withGroups(bytes, (group, index) => {
    const tokens = readMotionPayload(group.motion, { ...header, frames: group.frames, index, offset: 0 });
    return {
      ...group,
      motion: writeMotionPayload(edit(tokens), header.width, header.height, group.frames, header.profile),
    };
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

async function writeGolden(name: string, bytes: Uint8Array): Promise<void> {
  await replace(`${name}.dync`, bytes);
  await replace(`${name}.json`, `${JSON.stringify(await describeStream(bytes, stills), undefined, 2)}\n`);
}

const asked = process.argv.slice(2);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
for (const { name, frames, options, edit } of GOLDEN_CLIPS) {
  if (!wanted(name)) continue;
  const clip = frames();
  const { bytes } = await encode(clip, { ...options, stills, frameCount: clip.length });
  await writeGolden(name, edit === undefined ? bytes : withTokens(bytes, edit));
}
if (wanted(SAMPLE.name)) await writeGolden(SAMPLE.name, await encodeSample());
