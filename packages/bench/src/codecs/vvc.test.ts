import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BT709_LIMITED, createPicture } from 'dynamics-codec/picture';
import type { ClipFrames } from '../codec.js';
import { samplesOf } from '../frame-samples.js';
import { vvcCodec } from './vvc.js';

// No vvencapp is at hand where this is tested: a script stands in for it, so the call is tested and VVenC is not.
const SCRIPT = `#!/bin/sh
here=$(dirname "$0")
if [ "$1" = "--version" ]; then echo "vvencapp: VVenC, the Fraunhofer H.266/VVC Encoder, version 1.99"; exit 0; fi
for word in "$@"; do echo "$word"; done > "$here/words"
cp "$2" "$here/input"
if [ -f "$here/fail" ]; then echo "vvencapp [error]:" >&2; echo "QP out of range" >&2; exit 3; fi
if [ -f "$here/mute" ]; then exit 0; fi
printf '\\000\\000\\000\\001\\000\\241\\011\\011\\000\\000\\001\\000\\001\\005\\006' > "$4"
`;

const frames = [createPicture(16, 8), createPicture(16, 8)];
const clip: ClipFrames = {
  id: 'pond',
  width: 16,
  height: 8,
  frameRate: { numerator: 25, denominator: 1 },
  colour: BT709_LIMITED,
  frames,
  samples: frames.map((frame) => samplesOf(frame, BT709_LIMITED)),
};

describe.skipIf(process.platform === 'win32')('VVC by a vvencapp on the PATH', () => {
  let folder: string;
  const path = process.env['PATH'];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dync-test-'));
    await writeFile(join(folder, 'vvencapp'), SCRIPT);
    await chmod(join(folder, 'vvencapp'), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true, force: true });
  });

  it('names its version and sweeps both settings over the quantiser', async () => {
    const codec = await vvcCodec(undefined);
    expect(await codec.version()).toContain('VVenC, the Fraunhofer H.266/VVC Encoder, version 1.99');
    const sweeps = await codec.sweeps(clip, [5000]);
    expect(sweeps.map(({ settings }) => settings[0]!.id)).toEqual(['vvenc-slow-qp54', 'vvenc-slow-key-qp57']);
    expect(sweeps[1]!.settings[0]!.text).toBe(
      'vvencapp -i CLIP.y4m -o STREAM.266 --preset slow --qpa 0 --qp 57 --intraperiod -1 --threads 1 --additional IntraQPOffset=-9',
    );
  });

  it('hands over y4m, counts the stream and leaves no input behind', async () => {
    const codec = await vvcCodec(undefined);
    const output = join(folder, 'out.266');
    const setting = (await codec.sweeps(clip, [5000]))[1]!.settings[2]!;
    // Of the two units the first is an access unit delimiter, which does not count.
    expect(await codec.encode(clip, setting, output)).toEqual({ bytes: 4 });
    const words = (await readFile(join(folder, 'words'), 'utf8')).trim().split('\n');
    expect(words).toEqual([
      '-i',
      `${output}.y4m`,
      '-o',
      output,
      '--preset',
      'slow',
      '--qpa',
      '0',
      '--qp',
      '49',
      '--intraperiod',
      '-1',
      '--threads',
      '1',
      '--additional',
      'IntraQPOffset=-9',
    ]);
    const input = await readFile(join(folder, 'input'), 'latin1');
    expect(input.split('\n')[0]).toBe('YUV4MPEG2 W16 H8 F25:1 Ip A1:1 C420mpeg2');
    expect(input).toHaveLength(input.indexOf('FRAME') + 2 * ('FRAME\n'.length + 16 * 8 * 1.5));
    await expect(stat(`${output}.y4m`)).rejects.toThrow('ENOENT');
  });

  it('reports a failure in one line', async () => {
    const codec = await vvcCodec(undefined);
    const output = join(folder, 'out.266');
    const setting = (await codec.sweeps(clip, [5000]))[0]!.settings[0]!;
    await writeFile(join(folder, 'fail'), '');
    await expect(codec.encode(clip, setting, output)).rejects.toThrow(/^vvencapp failed: QP out of range$/);
    await rm(join(folder, 'fail'));
    await writeFile(join(folder, 'mute'), '');
    await expect(codec.encode(clip, setting, output)).rejects.toThrow('vvencapp ended well but wrote no stream');
    await expect(stat(`${output}.y4m`)).rejects.toThrow('ENOENT');
  });

  it('prefers streams made beforehand', async () => {
    await mkdir(join(folder, 'anchors', 'pond'), { recursive: true });
    await writeFile(join(folder, 'anchors', 'version.txt'), 'vvenc 1.0\n');
    await writeFile(join(folder, 'anchors', 'pond', 'vvenc-slow-key-qp49.266'), new Uint8Array([0, 0, 1, 0, 1, 5]));
    const codec = await vvcCodec(join(folder, 'anchors'));
    expect(await codec.version()).toMatch(/^vvenc 1\.0 \(streams made beforehand\)/);
    const sweeps = await codec.sweeps(clip, [5000]);
    expect(sweeps.flatMap(({ settings }) => settings.map(({ text }) => text))).toEqual([
      'stream vvenc-slow-key-qp49.266: preset slow, --qpa 0, QP 49, IntraQPOffset=-9',
    ]);
    expect((await codec.sweeps({ ...clip, id: 'tree' }, [5000]))[0]!.settings).toHaveLength(6);
  });
});

describe('VVC without streams and without vvencapp', () => {
  it('has nothing to sweep', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const codec = await vvcCodec(undefined);
      expect(await codec.sweeps(clip, [5000])).toEqual([]);
      expect(await codec.version()).toContain('not installed');
    } finally {
      process.env['PATH'] = path;
    }
  });
});
