import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVideoWriter, openVideo, writeWholeFile, type VideoWriterOptions } from '@dynamics-codec/node';
import { scenePicture } from './media-scene.js';
import { runDync, type CommandResult } from './support/run-dync.js';

const isRoot = process.getuid?.() === 0;
const OPTIONS: VideoWriterOptions = {
  width: 64,
  height: 64,
  frameRate: { numerator: 25, denominator: 1 },
  colour: { matrix: 'bt709', range: 'limited' },
};

let root = '';
let folder = '';
let count = 0;
const file = (name: string) => join(folder, name);
const text = (name: string) => readFile(file(name), 'utf8');
const encode = (input: string, output: string, ...more: string[]): Promise<CommandResult> =>
  runDync(['encode', input, '-o', output, '--generator', 'classical', '--quality', '30', '--preset', 'fast', ...more]);
const decode = (input: string, output: string, ...more: string[]): Promise<CommandResult> =>
  runDync(['decode', input, '-o', output, ...more]);

function expectFailure({ code, err }: CommandResult, expected: number, message: RegExp): void {
  expect(err).toMatch(/^dync: [^\n]+\n$/);
  expect(err).toMatch(message);
  expect(code).toBe(expected);
}

async function writeClip(path: string, frames = 8, options: Partial<VideoWriterOptions> = {}): Promise<void> {
  const writer = await createVideoWriter(path, { ...OPTIONS, ...options });
  for (let n = 0; n < frames; n++) await writer.write(scenePicture(64, 64, n));
  await writer.finish();
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'dync-outputs-'));
  await writeClip(join(root, 'clip.y4m'));
  expect(await encode(join(root, 'clip.y4m'), join(root, 'clip.dync'))).toMatchObject({ code: 0 });
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
  for (const name of ['clip.y4m', 'clip.dync']) await writeFile(file(name), await readFile(join(root, name)));
});

describe('the input is never replaced', () => {
  it('under another name, by device and inode', async () => {
    await symlink('clip.y4m', file('soft.dync'));
    await symlink(folder, file('here'));
    await link(file('clip.dync'), file('hard.y4m'));
    await symlink('clip.dync', file('soft.mp4'));
    const before = [await readFile(file('clip.y4m')), await readFile(file('clip.dync'))];
    const refused = /would replace the input/;
    expectFailure(await encode(file('clip.y4m'), file('soft.dync'), '--force'), 2, refused);
    expectFailure(await encode(file('soft.dync'), file('clip.y4m'), '--force'), 2, refused);
    expectFailure(await decode(file('clip.dync'), file('hard.y4m'), '--force'), 2, refused);
    expectFailure(await decode(file('clip.dync'), file('soft.mp4'), '--force'), 2, refused);
    expectFailure(await decode(file('clip.dync'), file('here/clip.dync'), '--format', 'y4m', '--force'), 2, refused);
    const compare = (output: string) =>
      runDync(['compare', file('clip.y4m'), file('clip.dync'), '-o', output, '--force']);
    expectFailure(await compare(file('here/clip.y4m')), 2, refused);
    expectFailure(await compare(file('soft.mp4')), 2, refused);
    expect([await readFile(file('clip.y4m')), await readFile(file('clip.dync'))]).toEqual(before);
  });

  it('as one of numbered pictures', async () => {
    await mkdir(file('frames'));
    await writeClip(file('frames/f_%02d.png'));
    const compare = (original: string) =>
      runDync(['compare', original, file('clip.dync'), '-o', file('frames/f_%02d.png'), '--force']);
    expectFailure(await compare(file('frames')), 2, /would replace the input/);
    expectFailure(await compare(file('frames/f_%02d.png')), 2, /would replace the input/);
  });
});

describe('what was there before', () => {
  it('is untouched where numbered pictures are aborted, and none of it is left where they are finished', async () => {
    await writeClip(file('f_%02d.png'), 12);
    await writeFile(file('f_notes.png'), 'mine');
    const before = await readFile(file('f_05.png'));
    const writer = await createVideoWriter(file('f_%02d.png'), OPTIONS);
    for (let n = 0; n < 6; n++) await writer.write(scenePicture(64, 64, 20 + n));
    expect(await readFile(file('f_05.png'))).toEqual(before);
    await writer.abort();
    expect((await readdir(folder)).filter((name) => /^f_\d|^\./.test(name))).toHaveLength(12);
    expect(await readFile(file('f_05.png'))).toEqual(before);

    await writeClip(file('f_%02d.png'), 3);
    expect((await readdir(folder)).filter((name) => /^f_|^\./.test(name)).sort()).toEqual([
      'f_01.png',
      'f_02.png',
      'f_03.png',
      'f_notes.png',
    ]);
    expect(await text('f_notes.png')).toBe('mine');
  });

  it('is refused without --force, whatever the numbers', async () => {
    await writeFile(file('f_0931.png'), 'mine');
    expectFailure(await decode(file('clip.dync'), file('f_%04d.png')), 1, /already exists; use --force/);
    await expect(createVideoWriter(file('f_%04d.png'), { ...OPTIONS, replace: false })).rejects.toThrow(/exists/);
    expect(await text('f_0931.png')).toBe('mine');
    expect(await decode(file('clip.dync'), file('f_%04d.png'), '--force')).toMatchObject({ code: 0 });
    expect(existsSync(file('f_0931.png'))).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('f_'))).toHaveLength(8);
  });

  it('comes back where a picture cannot get its name', async () => {
    await writeFile(file('f_1.png'), 'one');
    const writer = await createVideoWriter(file('f_%d.png'), OPTIONS);
    await writer.write(scenePicture(64, 64, 0));
    await writer.write(scenePicture(64, 64, 1));
    await mkdir(file('f_2.png'));
    await expect(writer.finish()).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringMatching(/folder/) as string,
    });
    expect(await text('f_1.png')).toBe('one');
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is not replaced where it appeared during the work', async () => {
    const writer = await createVideoWriter(file('new.y4m'), { ...OPTIONS, replace: false });
    await writer.write(scenePicture(64, 64, 0));
    await writeFile(file('new.y4m'), 'mine');
    await expect(writer.finish()).rejects.toThrow(/already exists/);
    expect(await text('new.y4m')).toBe('mine');
    await expect(writeWholeFile(file('new.y4m'), new Uint8Array(3), { replace: false })).rejects.toThrow(/exists/);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps its mode', async () => {
    for (const name of ['secret.mp4', 'secret.gif', 'secret.y4m', 'secret.dync', 's_1.png']) {
      await writeFile(file(name), 'mine');
      await chmod(file(name), 0o600);
    }
    for (const name of ['secret.mp4', 'secret.gif', 'secret.y4m', 's_%d.png']) await writeClip(file(name), 2);
    await writeWholeFile(file('secret.dync'), new Uint8Array(3));
    for (const name of ['secret.mp4', 'secret.gif', 'secret.y4m', 'secret.dync', 's_1.png'])
      expect([name, (await stat(file(name))).mode & 0o777, (await stat(file(name))).size > 0]).toEqual([
        name,
        0o600,
        true,
      ]);
    await writeWholeFile(file('new.dync'), new Uint8Array(3));
    await writeFile(file('usual'), '');
    expect((await stat(file('new.dync'))).mode).toBe((await stat(file('usual'))).mode);
  });
});

describe('links, devices and pipes', () => {
  it('replaces the target of a link, and makes that of a dangling one', async () => {
    await mkdir(file('store'));
    await writeFile(file('store/old.mp4'), 'old');
    await symlink('store/old.mp4', file('link.mp4'));
    await symlink('store/new.dync', file('dangling.dync'));
    expectFailure(await decode(file('clip.dync'), file('link.mp4')), 1, /already exists/);
    expect(await decode(file('clip.dync'), file('link.mp4'), '--force')).toMatchObject({ code: 0 });
    await writeWholeFile(file('dangling.dync'), new Uint8Array(3), { replace: false });
    expect([await readlink(file('link.mp4')), await readlink(file('dangling.dync'))]).toEqual([
      'store/old.mp4',
      'store/new.dync',
    ]);
    expect((await readdir(file('store'))).sort()).toEqual(['new.dync', 'old.mp4']);
    expect((await stat(file('store/old.mp4'))).size).toBeGreaterThan(500);
    await symlink('round.mp4', file('round.mp4'));
    expectFailure(await decode(file('clip.dync'), file('round.mp4')), 1, /lead in a circle/);
  });

  it('writes through a FIFO and a socket', async () => {
    for (const [name, begins] of [
      ['pipe.y4m', 'YUV4MPEG2'],
      ['pipe.gif', 'GIF89a'],
      ['pipe.dync', 'DYN'],
    ] as const) {
      execFileSync('mkfifo', [file(name)]);
      const work =
        name === 'pipe.dync'
          ? writeWholeFile(file(name), await readFile(file('clip.dync')), { replace: false })
          : decode(file('clip.dync'), file(name));
      const chunks: Buffer[] = [];
      for await (const chunk of createReadStream(file(name))) chunks.push(chunk as Buffer);
      if (name === 'pipe.dync') await work;
      else expect(await work).toMatchObject({ code: 0, err: '' });
      expect(Buffer.concat(chunks).toString('latin1', 0, begins.length)).toBe(begins);
      expect((await lstat(file(name))).isFIFO()).toBe(true);
    }
    const received: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk) => received.push(chunk)));
    await once(server.listen(file('socket')), 'listening');
    const closed = once(server, 'close');
    await writeWholeFile(file('socket'), Buffer.from('through'));
    server.close();
    await closed;
    expect(Buffer.concat(received).toString()).toBe('through');
  });

  it('does not wait for the reader of a FIFO when aborted', async () => {
    execFileSync('mkfifo', [file('pipe.y4m')]);
    const controller = new AbortController();
    const writer = createVideoWriter(file('pipe.y4m'), { ...OPTIONS, signal: controller.signal });
    controller.abort();
    await expect(writer).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.runIf(isRoot && process.platform === 'linux')('writes to a device and leaves it one', async () => {
    execFileSync('mknod', [file('null.y4m'), 'c', '1', '3']);
    execFileSync('mknod', [file('full.mp4'), 'c', '1', '7']);
    expect(await decode(file('clip.dync'), file('null.y4m'))).toMatchObject({ code: 0 });
    expectFailure(await decode(file('clip.dync'), file('full.mp4'), '--force'), 1, /disk is full/);
    for (const name of ['null.y4m', 'full.mp4']) expect((await lstat(file(name))).isCharacterDevice()).toBe(true);
  });
});

describe('temporary files', () => {
  it('are not shared by two writes of one path', async () => {
    const [long, short] = [Buffer.alloc(300_000, 1), Buffer.alloc(100_000, 2)];
    for (let round = 0; round < 10; round++) {
      await Promise.all([writeWholeFile(file('one'), long), writeWholeFile(file('one'), short)]);
      const result = await readFile(file('one'));
      expect(result.equals(long) || result.equals(short)).toBe(true);
    }
    const writers = await Promise.all([0, 1].map(() => createVideoWriter(file('two.mp4'), OPTIONS)));
    for (let n = 0; n < 5; n++) await Promise.all(writers.map((writer) => writer.write(scenePicture(64, 64, n))));
    await Promise.all(writers.map((writer) => writer.finish()));
    const source = await openVideo(file('two.mp4'));
    let frames = 0;
    for await (const picture of source.frames()) frames += picture.width / 64;
    await source.close();
    expect(frames).toBe(5);
  });

  it('are short, so that long names can be written', async () => {
    for (const ending of ['.mp4', '.gif', '.y4m']) await writeClip(file('n'.repeat(255 - ending.length) + ending), 2);
    await writeWholeFile(file('d'.repeat(250) + '.dync'), new Uint8Array(3));
    await writeClip(file('p'.repeat(240) + '_%04d.png'), 2);
  });

  it('of killed runs are removed by the next one, others stay', async () => {
    await mkdir(file('place'));
    const gone = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    const name = (pid: string | number, letters: string) => file(`place/.dync-${pid}-${letters.repeat(12)}`);
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await mkdir(name(gone, 'a'));
    await writeFile(join(name(gone, 'a'), '1'), 'x');
    for (const path of [
      name(gone, 'b'),
      `${name(gone, 'c')}.y4m`,
      name(gone, 'd'),
      name(process.pid, 'e'),
      file('place/.dync-1'),
    ])
      await writeFile(path, 'x');
    for (const path of [
      name(gone, 'a'),
      name(gone, 'b'),
      `${name(gone, 'c')}.y4m`,
      name(process.pid, 'e'),
      file('place/.dync-1'),
    ])
      await utimes(path, old, old);
    await writeWholeFile(file('place/new'), new Uint8Array(3));
    expect((await readdir(file('place'))).sort()).toEqual(
      ['.dync-1', `.dync-${gone}-${'d'.repeat(12)}`, `.dync-${process.pid}-${'e'.repeat(12)}`, 'new'].sort(),
    );
  });
});

describe('a bad output is told before the work', () => {
  it('whatever is wrong with it', async () => {
    await mkdir(file('folder'));
    await writeFile(file('plain'), '');
    const broken = file('no.y4m'); // is only opened once the output is known to be good
    const bad: [string, RegExp][] = [
      [file('folder'), /it is a folder/],
      [`${file('folder')}/`, /it is a folder/],
      [`${file('new')}/`, /it is a folder/],
      ['', /empty name/],
      [file('missing/x.dync'), /folder does not exist/],
      [file('plain/x.dync'), /folder does not exist/],
      [file(`${'n'.repeat(300)}.dync`), /name is too long/],
    ];
    if (existsSync('/proc/self')) bad.push(['/proc/x.dync', /could not be written/]);
    if (!isRoot) {
      await mkdir(file('locked'), { mode: 0o500 });
      bad.push([file('locked/x.dync'), /permission was denied/]);
    }
    for (const [output, message] of bad) {
      expectFailure(await encode(broken, output, '--force'), output === '' ? 2 : 1, message);
      expectFailure(await decode(broken, output, '--format', 'y4m', '--force'), output === '' ? 2 : 1, message);
    }
    const numbered: [string, RegExp][] = [
      [file('plain/f_%d.png'), /folder does not exist|already exists/],
      ['/proc/f_%d.png', /could not be written/],
    ];
    for (const [output, message] of numbered) expectFailure(await decode(broken, output, '--force'), 1, message);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('names with control sequences', () => {
  it('do not reach the terminal, wherever they are printed', async () => {
    const name = 'a\x1b[31m\u009b2J\u202e\nb';
    await writeFile(file(`${name}.dync`), await readFile(file('clip.dync')));
    const escaped = 'a\\u001b[31m\\u009b2J\\u202e\\nb';
    const info = await runDync(['info', file(`${name}.dync`)]);
    const json = await runDync(['info', file(`${name}.dync`), '--json']);
    expect(JSON.parse(json.out.toString())).toMatchObject({ file: file(`${name}.dync`) });
    const failures = [
      await runDync(['info', file(`${name}.mp4`)]),
      await runDync(['info', file('clip.dync'), name]),
      await runDync([name]),
      await runDync(['info', file('clip.dync'), `--${name}`]),
      await encode(file(`${name}.mp4`), file('x.dync')),
      await decode(file('clip.dync'), file(`${name}.dync`), '--format', 'mp4'),
      await decode(file('clip.dync'), file(`${name}.avi`)),
      await encode(file('clip.y4m'), file(`${name}/x.dync`)),
      await encode(file('clip.y4m'), file('x.dync'), '--bytes', name),
    ];
    for (const { err } of failures) expect(err).toMatch(/^dync: [^\n]+\n$/);
    expect(info.out.toString()).toContain(escaped);
    for (const { out, err } of [info, json, ...failures])
      expect(`${out.toString()}${err}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    expect(failures.filter(({ err }) => err.includes(escaped)).length).toBeGreaterThan(5);
  });
});

describe('pictures that only have the name of a PNG', () => {
  it('are not decoded', async () => {
    const others: [string, Buffer][] = [
      ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>')],
      ['gif', Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')],
      ['tiff', Buffer.from('II*\0\b\0\0\0\0\0', 'latin1')],
    ];
    for (const [kind, bytes] of others) {
      await mkdir(file(kind));
      await writeFile(file(`${kind}/f_1.png`), bytes);
      await expect(openVideo(file(`${kind}/f_%d.png`))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      await expect(openVideo(file(kind))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    }
    await mkdir(file('pipe'));
    execFileSync('mkfifo', [file('pipe/f_1.png')]);
    await expect(openVideo(file('pipe'))).rejects.toMatchObject({ code: 'MISSING_FILE' });
  });
});

describe('names with percent signs', () => {
  it('are names, but for numbered pictures that do not exist', async () => {
    await writeFile(file('summer%20day.y4m'), await readFile(file('clip.y4m')));
    expect(await encode(file('summer%20day.y4m'), file('50%d.dync'))).toMatchObject({ code: 0, err: '' });
    await writeFile(file('my%20dog.dync'), 'mine');
    expectFailure(await encode(file('clip.y4m'), file('my%20dog.dync')), 1, /already exists; use --force/);
    await writeFile(file('100%d.mp4'), 'mine');
    expectFailure(await decode(file('clip.dync'), file('100%d.mp4')), 1, /already exists; use --force/);
    expect([await text('my%20dog.dync'), await text('100%d.mp4')]).toEqual(['mine', 'mine']);
    expect(await decode(file('clip.dync'), file('50%d.y4m'))).toMatchObject({ code: 0 });
    expect(existsSync(file('50%d.y4m'))).toBe(true);
    await writeClip(file('shot%02d.png'), 1);
    await writeFile(file('still%20day.png'), await readFile(file('shot01.png')));
    const source = await openVideo(file('still%20day.png'));
    let pictures = 0;
    for await (const { width } of source.frames()) pictures += width / 64;
    await source.close();
    expect([source.container, pictures]).toEqual(['png', 1]);
  });
});
