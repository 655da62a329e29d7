/**
 * @file Writes the conformance set: `npx tsx conformance/generate.ts`. Streams are put together from the key payloads of
 * `keys/` and from integers, so every run makes the same bytes. What they must show is what the first decoder shows of them.
 *
 * Like the golden streams, the set pins the format: a stream that is there stays as it is. Without `--replace` the script
 * refuses to change one, or its pictures beyond the tolerance, and writes only what is new.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matteOf, parseHeader } from 'dynamics-codec/bitstream';
import { checkOutput, keptSamples, type Entry } from './check-output.js';
import { decodeEntry } from './set/decode-entry.js';
import { allEntries } from './set/all-entries.js';
import type { SetEntry } from './set/set-entry.js';

const STRIDE = 4;
/** What docs/bitstream.md, "Conformance", allows in a plane of a frame. */
const TOLERANCE = { mean: 0.05, levels: 2, share: 0.005 };
const replace = process.argv.includes('--replace');

function write(file: string, content: Uint8Array): void {
  const path = join(import.meta.dirname, file);
  if (existsSync(path) && !replace && !readFileSync(path).equals(content))
    throw new Error(`${file} would change: streams of the set stay as they are (see --replace)`);
  writeFileSync(path, content);
}

function shapeOf({ bytes, error }: SetEntry): Pick<Entry, 'sides' | 'alpha'> {
  if (error !== undefined) return { sides: [64, 64] };
  const { header } = parseHeader(bytes);
  return { sides: [header.width, header.height], ...(matteOf(header) !== undefined && { alpha: true }) };
}

async function entryOf(entry: SetEntry): Promise<Entry> {
  const { name, about, bytes, times, error, options, exact = false, stride = STRIDE } = entry;
  const file = `streams/${name}.dync`;
  write(file, bytes);
  const head = { name, about, file, ...shapeOf(entry), times: [...times], ...(options && { options }) };
  const output = await decodeEntry(bytes, entry);
  if (error !== undefined) {
    const { problem } = checkOutput({ ...head, error }, output, TOLERANCE);
    if (problem !== undefined) throw new Error(`${name}: ${problem}`);
    return { ...head, error };
  }
  if (!(output instanceof Uint8Array)) throw new Error(`${name} is refused: ${JSON.stringify(output)}`);
  if (exact) return { ...head, sha256: createHash('sha256').update(output).digest('hex') };
  const planes = { file: `planes/${name}.yuv`, stride };
  if (replace || !existsSync(join(import.meta.dirname, planes.file)))
    write(planes.file, keptSamples(output, head, stride));
  const { problem } = checkOutput({ ...head, planes }, output, TOLERANCE);
  if (problem !== undefined) throw new Error(`${name}: ${problem}`);
  return { ...head, planes };
}

for (const folder of ['streams', 'planes']) mkdirSync(join(import.meta.dirname, folder), { recursive: true });
const streams: Entry[] = [];
for (const entry of allEntries()) streams.push(await entryOf(entry));
const manifest = { $schema: './manifest.schema.json', formatVersion: 1, profile: 0, tolerance: TOLERANCE, streams };
writeFileSync(join(import.meta.dirname, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
process.stdout.write(`${streams.length} streams\n`);
process.exit(0);
