// @ts-check
/**
 * @file Makes the clips of the bench that everyone may have, out of public files: fetches each source by its address, checks
 * its SHA-256, cuts and scales it, and checks that of the clip. Sources that are there already are not fetched again.
 *
 *   node packages/bench/scripts/fetch-clips.js FOLDER                all clips of clips.json, 6 to 20 MB each
 *   node packages/bench/scripts/fetch-clips.js FOLDER --split test   those of the tables
 *
 * FOLDER then has test/ID.y4m, train/ID.y4m, a manifest.json that the bench reads, and sources/SHA256 as they were fetched.
 * Ends with 1 where a clip could not be made; the others are there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVideoWriter, openVideo } from '@dynamics-codec/node';

/** Rate that all clips are given. Frames are counted, not resampled: generated loops of 28 to 30 frames per second run slower. */
const FRAME_RATE = { numerator: 25, denominator: 1 };
/** Most bytes of a source. */
const MOST_BYTES = 64 * 2 ** 20;
/** Seconds that a source may take. */
const PATIENCE = 300;

/**
 * A clip and where it is from.
 * @typedef {object} PublicClip
 * @property {string} id
 * @property {'test' | 'train'} split
 * @property {string} category
 * @property {string} description
 * @property {string} licence of the source, as its repository says
 * @property {{ address: string, bytes: number, sha256: string }} source
 * @property {number} side of the square that is cut from the middle and scaled
 * @property {number} frames that are taken, from the first on
 * @property {string} sha256 of the clip as Y4M
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { split: { type: 'string' }, list: { type: 'string', default: join(import.meta.dirname, '../clips.json') } },
});
const [folder] = positionals;
if (folder === undefined || positionals.length > 1 || !['test', 'train', undefined].includes(values.split)) {
  process.stderr.write('Expected a folder, and for --split test or train\n');
  process.exit(2);
}

/** @type {PublicClip[]} */
const all = JSON.parse(await readFile(values.list, 'utf8')).clips;
const clips = all.filter(({ split }) => values.split === undefined || split === values.split);
let failed = 0;
for (const clip of clips) {
  try {
    process.stdout.write(`${clip.id}: ${await make(clip, folder)}\n`);
  } catch (error) {
    failed++;
    process.stderr.write(`${clip.id}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
const manifest = all.map(({ id, split, category, description, licence }) => ({
  id,
  split,
  category,
  description,
  licence,
}));
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
process.stdout.write(`${clips.length - failed} of ${clips.length} clips in ${folder}\n`);
process.exit(failed > 0 ? 1 : 0);

/**
 * @param {PublicClip} clip
 * @param {string} output
 * @returns {Promise<string>} what was done
 */
async function make(clip, output) {
  const path = join(output, clip.split, `${clip.id}.y4m`);
  if ((await sha256Of(path)) === clip.sha256) return 'is there';
  const source = join(output, 'sources', clip.source.sha256);
  if ((await sha256Of(source)) !== clip.source.sha256) await fetchSource(clip.source, source);
  await mkdir(join(output, clip.split), { recursive: true });
  await cut(clip, source, path);
  const made = await sha256Of(path);
  if (made !== clip.sha256)
    throw new Error(`expected a clip of SHA-256 ${clip.sha256} but made ${made}: this version scales otherwise`);
  return 'made';
}

/**
 * @param {PublicClip['source']} source
 * @param {string} path
 */
async function fetchSource({ address, bytes, sha256 }, path) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE * 1000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const length = Number(response.headers.get('content-length') ?? bytes);
  if (length > MOST_BYTES) throw new Error(`${address} has ${length} bytes, more than ${MOST_BYTES}`);
  const data = Buffer.from(await response.arrayBuffer());
  const found = createHash('sha256').update(data).digest('hex');
  if (found !== sha256) throw new Error(`expected SHA-256 ${sha256} at ${address} but received ${found}`);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(`${path}.tmp`, data);
  await rename(`${path}.tmp`, path);
}

/**
 * @param {PublicClip} clip
 * @param {string} source
 * @param {string} path
 */
async function cut({ side, frames }, source, path) {
  const video = await openVideo(source, { size: { width: side, height: side }, frames });
  try {
    const writer = await createVideoWriter(path, {
      width: side,
      height: side,
      frameRate: FRAME_RATE,
      colour: video.colour,
    });
    let written = 0;
    for await (const picture of video.frames()) {
      await writer.write(picture);
      written++;
    }
    await writer.finish();
    if (written < frames) {
      await rm(path);
      throw new Error(`expected ${frames} frames but the source has ${written}`);
    }
  } finally {
    await video.close();
  }
}

/** SHA-256 of a file; undefined where there is none. @param {string} path */
async function sha256Of(path) {
  const data = await readFile(path).catch(() => undefined);
  return data && createHash('sha256').update(data).digest('hex');
}
