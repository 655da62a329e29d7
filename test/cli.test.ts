import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseGroup, parseStream, writeStream, type StreamHeader } from 'dynamics-codec/bitstream';
import { NEWEST_MODEL, withoutMotion } from 'dynamics-codec/generator';
import { createVideoWriter, openVideo } from '@dynamics-codec/node';
import { bundledDync } from './support/built-command.js';
import { writeNative } from './media-native.js';
import { scenePicture } from './media-scene.js';
import { runDync } from './support/run-dync.js';
import { writeSceneClip } from './support/scene-clip.js';

vi.setConfig({ testTimeout: 600_000 });

const FAST = ['--preset', 'fast'];
let command = '';
let folder = '';
const file = (name: string) => join(folder, name);

interface Result {
  /** As a shell shows it: 128 and the number of the signal that ended the process. */
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

interface RunOptions {
  readonly input?: Uint8Array;
  /** Path that standard output goes to. */
  readonly stdoutTo?: string;
  /** Sends Ctrl-C when the command has begun to read its input. */
  readonly interrupt?: boolean;
  /** Another script than that of the bundle. */
  readonly script?: string;
}

function dync(
  args: readonly string[],
  { input, stdoutTo, interrupt = false, script = command }: RunOptions = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const target = stdoutTo === undefined ? 'pipe' : openSync(stdoutTo, 'w');
    const child = spawn(process.execPath, [script, ...args], { cwd: folder, stdio: ['pipe', target, 'pipe'] });
    if (typeof target === 'number') closeSync(target);
    const out: Buffer[] = [];
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdin!.on('error', () => undefined);
    if (interrupt && input !== undefined) {
      const first = input.length >> 2;
      child.stdin!.write(input.subarray(0, first), () => child.kill('SIGINT'));
      child.stdin!.end(input.subarray(first));
    } else child.stdin!.end(input);
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      const code = signal === null ? exitCode : 128 + constants.signals[signal];
      resolve({ code, out: Buffer.concat(out), err });
    });
  });
}

/** Asserts a failure: its exit code and exactly one line, without a stack trace. */
function expectFailure(result: Result, code: number, text: RegExp): void {
  expect(result.err).toMatch(/^dync: [^\n]+\n$/);
  expect(result.err).toMatch(text);
  expect(result.err).not.toMatch(/\bat .*:\d+:\d+/);
  expect(result.code).toBe(code);
}

async function frameCount(path: string): Promise<number> {
  const source = await openVideo(path);
  let count = 0;
  for await (const picture of source.frames()) count += picture.width > 0 ? 1 : 0;
  await source.close();
  return count;
}

beforeAll(async () => {
  command = await bundledDync();
  folder = await mkdtemp(join(tmpdir(), 'dync-cli-'));
  await writeSceneClip(file('scene.mp4'), 10);
  const made = await dync(['encode', 'scene.mp4', '-o', 'scene.dync', '--bytes', '1800', ...FAST]);
  expect(made.code).toBe(0);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('usage', () => {
  it('prints help with examples and the version', async () => {
    for (const args of [
      ['--help'],
      [],
      ['encode', '--help'],
      ['decode', '--help'],
      ['info', '--help'],
      ['compare', '--help'],
    ]) {
      const { code, out, err } = await dync(args);
      expect([code, err]).toEqual([0, '']);
      expect(out.toString()).toMatch(/Usage: dync/);
      expect(out.toString()).toMatch(/Example/);
    }
    expect((await dync(['--version'])).out.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('refuses wrong usage with one line and code 2', async () => {
    expectFailure(await dync(['encode', 'scene.mp4']), 2, /--output/);
    expectFailure(await dync(['soar']), 2, /unknown command 'soar'; see dync --help$/m);
    expectFailure(
      await dync(['info', 'scene.dync', '--colour']),
      2,
      /unknown option '--colour'; see dync info --help$/m,
    );
    expectFailure(await dync(['encode', 'scene.mp4', '-o', 'x.dync', '--bitrate', 'fast']), 2, /bits per second/);
    expectFailure(await dync(['encode', 'scene.mp4', '-o', 'x.dync', '--size', '10']), 2, /256x256/);
    expectFailure(await dync(['encode', 'scene.mp4', '-o', 'x.dync', '--frames', '1.5']), 2, /an integer/);
    expectFailure(await dync(['encode', 'scene.mp4', '-o', 'x.dync', '--bytes', '900', '--quality', '5']), 2, /one of/);
    expectFailure(await dync(['decode', 'scene.dync', '-o', 'x.avi']), 2, /\.mp4, \.webm/);
    expectFailure(await dync(['decode', 'scene.dync', '-o', 'scene.dync', '--format', 'mp4']), 2, /replace the input/);
    expect(existsSync(file('x.dync'))).toBe(false);
  });
});

describe('what somebody may have meant', () => {
  it.each([
    [['help', 'fly'], 2, /expected a command: encode, batch, .*; see dync --help$/m],
    [['encod', 'scene.mp4'], 2, /unknown command 'encod'; did you mean encode\?$/m],
    [['SCENE'], 2, /dync encode .*scene\.mp4 -o NAME\.dync encodes it$/m],
    [['encode', 'SCENE', '-o', 'x.dync', '--bitrat', '8k'], 2, /did you mean --bitrate\?$/m],
    [['encode', 'SCENE', '-o', 'x.mp4'], 2, /name it \.dync, of which dync decode makes \.mp4$/m],
    [['decode', 'SCENE', '-o', 'x.webm'], 1, /it is a video: dync encode .*scene\.mp4/],
    [['encode', 'SCENE.mp4', '-o', 'x.dync'], 1, /does not exist$/m],
  ] as const)('%j is answered with the next step', async (args, code, text) => {
    const { err, ...rest } = await runDync(args.map((arg) => arg.replace('SCENE', file('scene.mp4'))));
    expectFailure({ err, ...rest }, code, text);
  });
});

describe('commands of another package', () => {
  /** Runs the bundle from a folder where packages are those of this project but for the service's. */
  async function withoutService(service?: string): Promise<Result> {
    const site = await mkdtemp(join(tmpdir(), 'dync-site-'));
    try {
      const modules = join(site, 'node_modules');
      const project = join(import.meta.dirname, '../node_modules');
      await mkdir(join(modules, '@dynamics-codec'), { recursive: true });
      for (const scope of ['', '@dynamics-codec'])
        for (const name of await readdir(join(project, scope)))
          if (!name.startsWith('.') && name !== '@dynamics-codec' && name !== 'service')
            await symlink(join(project, scope, name), join(modules, scope, name));
      if (service !== undefined) {
        const own = join(modules, '@dynamics-codec/service');
        await mkdir(own);
        const manifest = { name: '@dynamics-codec/service', type: 'module', exports: './index.js' };
        await writeFile(join(own, 'package.json'), JSON.stringify(manifest));
        await writeFile(join(own, 'index.js'), service);
      }
      await cp(dirname(command), join(site, 'bin'), { recursive: true });
      return await dync(['serve', '--data', 'x'], { script: join(site, 'bin', basename(command)) });
    } finally {
      await rm(site, { recursive: true });
    }
  }

  it('says what to install where the package is missing', async () => {
    expectFailure(await withoutService(), 2, /serve need another package: npm install @dynamics-codec\/service\n$/);
  });

  it('says what the package lacks where it is there', async () => {
    expectFailure(await withoutService("import 'not-installed';"), 1, /cannot be loaded.*not-installed/);
  });
});

describe('encode and decode', () => {
  it('makes a stream of the size asked for, which decodes to every format', async () => {
    expect(statSync(file('scene.dync')).size).toBeLessThanOrEqual(1800);
    for (const name of ['back.mp4', 'back.webm', 'back.gif', 'back.y4m', 'back_%04d.png']) {
      expect(await dync(['decode', 'scene.dync', '-o', name])).toMatchObject({ code: 0, err: '' });
      expect(await frameCount(file(name))).toBe(10);
    }
    const source = await openVideo(file('back.mp4'));
    expect(source).toMatchObject({ width: 64, height: 64, colour: { matrix: 'bt709', range: 'limited' } });
    await source.close();
  });

  it('reports as JSON', async () => {
    const { code, out } = await dync([
      'encode',
      'scene.mp4',
      '-o',
      'json.dync',
      '--bitrate',
      '90k',
      '--frames',
      '8',
      '--json',
      ...FAST,
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(out.toString()) as Record<string, unknown>;
    expect(report).toMatchObject({ frames: 8, width: 64, height: 64, audioDropped: false });
    expect(report['bytes']).toBe(statSync(file('json.dync')).size);
  });

  it('takes and gives pipes', async () => {
    const stream = await readFile(file('scene.dync'));
    const y4m = await dync(['decode', '-', '-o', '-'], { input: stream });
    expect(y4m.code).toBe(0);
    expect(y4m.out.subarray(0, 9).toString()).toBe('YUV4MPEG2');
    expect((await dync(['decode', '-', '-o', '-', '--threads', '2'], { input: stream })).out).toEqual(y4m.out);
    const again = await dync(['encode', '-', '-o', '-', '--quality', '40', '--seed', '7', ...FAST], { input: y4m.out });
    expect(again.code).toBe(0);
    const info = await dync(['info', '-', '--json'], { input: again.out });
    const byName = await dync(['info', '/dev/stdin', '--json'], { input: again.out });
    expect(byName.out.toString()).toBe(info.out.toString().replace('"-"', '"/dev/stdin"'));
    expect(JSON.parse(info.out.toString())).toMatchObject({ seed: 7 });
    const mp4 = await dync(['encode', '-', '-o', '-', '--frames', '8', '--quality', '40', ...FAST], {
      input: await readFile(file('scene.mp4')),
    });
    expect(mp4.code).toBe(0);
    const gif = await dync(['decode', '-', '-o', '-', '--format', 'gif'], { input: mp4.out });
    expect(gif.out.subarray(0, 6).toString()).toBe('GIF89a');
  });

  it('plays at another rate and stands still without motion', async () => {
    await dync(['decode', 'scene.dync', '-o', 'fast.y4m', '--fps', '50']);
    expect(await frameCount(file('fast.y4m'))).toBe(20);
    await dync(['decode', 'scene.dync', '-o', 'still.y4m', '--motion', '0']);
    expect(await frameCount(file('still.y4m'))).toBe(10);
    expectFailure(await dync(['decode', 'scene.dync', '-o', 'wild.y4m', '--liveliness', '3']), 2, /from 0 to 2/);
  });

  it('replaces files only when forced', async () => {
    await writeFile(file('mine.mp4'), 'mine');
    expectFailure(await dync(['decode', 'scene.dync', '-o', 'mine.mp4']), 1, /already exists; use --force/);
    expect(await readFile(file('mine.mp4'), 'utf8')).toBe('mine');
    expect((await dync(['decode', 'scene.dync', '-o', 'mine.mp4', '--force'])).code).toBe(0);
    expect(await frameCount(file('mine.mp4'))).toBe(10);
  });

  it('says that audio is left out', async () => {
    const frames = Array.from({ length: 8 }, (_, time) => ({ picture: scenePicture(64, 64, time), time }));
    await writeNative(file('loud.mkv'), frames, { fps: 25, withAudio: true });
    const { code, err } = await dync(['encode', 'loud.mkv', '-o', 'loud.dync', '--quality', '40', ...FAST]);
    expect([code, err]).toEqual([0, 'dync: the audio is left out: the codec carries pictures only\n']);
  });
});

describe('info and compare', () => {
  it('prints sizes of all sections', async () => {
    const { out } = await dync(['info', 'scene.dync']);
    for (const word of ['64x64', 'BT.709', '10 frames', 'key pictures', 'motion', 'drawn motion', 'overhead', 'modes'])
      expect(out.toString()).toContain(word);
    const json = JSON.parse((await dync(['info', 'scene.dync', '--json'])).out.toString()) as {
      bytes: number;
      groups: { keyBytes: number }[];
    };
    expect(json.bytes).toBe(statSync(file('scene.dync')).size);
    expect(json.groups[0]!.keyBytes).toBeGreaterThan(50);
  });

  it('names a model for decoders, and restores with it or without', async () => {
    const modelOf = async (path: string): Promise<unknown> =>
      (JSON.parse((await dync(['info', path, '--json'])).out.toString()) as { modelId: unknown }).modelId;
    const small = ['--bytes', '300', '--frames', '8', ...FAST];
    await dync(['encode', 'scene.mp4', '-o', 'learned.dync', ...small]);
    await dync(['encode', 'scene.mp4', '-o', 'classical.dync', ...small, '--generator', 'classical']);
    // With learned motion or without it, whichever moves better.
    expect([NEWEST_MODEL, withoutMotion(NEWEST_MODEL)]).toContain(await modelOf('learned.dync'));
    expect(await modelOf('classical.dync')).toBe(0);
    const decoded = async (path: string, ...options: string[]): Promise<Buffer> => {
      const { code, out, err } = await dync(['decode', path, '-o', '-', ...options]);
      expect([code, err]).toEqual([0, expect.not.stringContaining('without it')]);
      return out;
    };
    const learned = await decoded('learned.dync', '--generator', 'learned');
    expect(await decoded('learned.dync')).toEqual(learned);
    expect(await decoded('learned.dync', '--fidelity', '0.5')).not.toEqual(learned);
    expect(await decoded('learned.dync', '--generator', 'classical')).not.toEqual(learned);
  });

  it('puts original, stream and rival side by side', async () => {
    const { code } = await dync(['compare', 'scene.mp4', 'scene.dync', '-o', 'compare.y4m', '--with', 'x265']);
    expect(code).toBe(0);
    const source = await openVideo(file('compare.y4m'));
    expect([source.width, source.frameCount]).toEqual([3 * 64, 10]);
    await source.close();
  });
});

describe('failures', () => {
  it('names what is wrong with the input in one line', async () => {
    await writeFile(file('text.mp4'), 'no video\n'.repeat(100));
    await writeFile(file('text.dync'), 'no stream\n'.repeat(10));
    await writeFile(file('empty.dync'), '');
    const stream = await readFile(file('scene.dync'));
    await writeFile(file('cut.dync'), stream.subarray(0, stream.length - 300));
    const damaged = Buffer.from(stream);
    damaged[damaged.length - 20]! ^= 0x55;
    await writeFile(file('damaged.dync'), damaged);
    await writeFile(file('cut.mp4'), await readFile(file('scene.mp4')));
    await truncate(file('cut.mp4'), Math.floor(statSync(file('scene.mp4')).size * 0.5));
    expectFailure(await dync(['encode', 'nothing.mp4', '-o', 'x.dync']), 1, /"nothing.mp4" does not exist/);
    expectFailure(await dync(['encode', 'text.mp4', '-o', 'x.dync']), 1, /not a video/);
    expectFailure(await dync(['encode', 'cut.mp4', '-o', 'x.dync']), 1, /ends early/);
    expectFailure(
      await dync(['encode', 'scene.mp4', '-o', 'no/such/folder/x.dync', '--quality', '40']),
      1,
      /could not be written/,
    );
    for (const name of ['text.dync', 'empty.dync', 'cut.dync', 'damaged.dync', 'scene.mp4', 'nothing.dync', '.']) {
      expectFailure(await dync(['decode', name, '-o', 'x.mp4']), 1, /dync: /);
    }
    expect(existsSync(file('x.dync')) || existsSync(file('x.mp4'))).toBe(false);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses what asks for more than its budgets, and names the flag', async () => {
    const stream = new Uint8Array(await readFile(file('scene.dync')));
    const { header, groups } = parseStream(stream);
    const bomb = (name: string, change: Partial<StreamHeader>): Promise<void> =>
      writeFile(file(name), writeStream({ ...header, ...change }, [parseGroup(stream, groups[0]!)]));
    await bomb('large.dync', { width: 4096, height: 4096 });
    await bomb('slow.dync', { frameRate: { numerator: 1, denominator: 2 ** 31 - 1 } });
    const out = ['-o', 'bomb.y4m'];
    expectFailure(await dync(['decode', 'large.dync', ...out]), 1, /16777216; raise --max-pixels/);
    expectFailure(await dync(['compare', 'scene.mp4', 'large.dync', ...out]), 1, /raise --max-pixels/);
    const slow = ['decode', 'slow.dync', ...out, '--fps', '240'];
    expectFailure(await dync(slow), 1, /raise --max-seconds/);
    expectFailure(await dync([...slow, '--max-seconds', '1e12']), 1, /raise --max-output-frames/);
    const few = ['decode', 'scene.dync', ...out, '--max-output-frames', '9'];
    expectFailure(await dync(few), 1, /at most 9 frames but received 10/);
    const small = ['encode', 'scene.mp4', '-o', 'bomb.dync', '--quality', '40', ...FAST, '--max-pixels', '4000'];
    expectFailure(await dync(small), 1, /raise --max-pixels/);
    expectFailure(await dync([...few.slice(0, -1), '0']), 2, /at least 1/);
    expect(existsSync(file('bomb.y4m')) || existsSync(file('bomb.dync'))).toBe(false);
  });

  it('says when the disk is full', async () => {
    if (!existsSync('/dev/full')) return;
    for (const args of [
      ['decode', 'scene.dync', '-o', '-'],
      ['info', 'scene.dync'],
      ['info', 'scene.dync', '--json'],
      ['--help'],
      ['--version'],
    ])
      expectFailure(await dync(args, { stdoutTo: '/dev/full' }), 1, /disk is full/);
    expectFailure(
      await dync(['encode', 'scene.mp4', '-o', '-', '--quality', '40', ...FAST], { stdoutTo: '/dev/full' }),
      1,
      /disk is full/,
    );
  });

  it('leaves nothing behind when interrupted', async () => {
    await mkdir(file('interrupted'));
    const big = scenePicture(512, 512, 0);
    const writer = await createVideoWriter(file('long.y4m'), {
      width: 512,
      height: 512,
      frameRate: { numerator: 25, denominator: 1 },
      colour: { matrix: 'bt709', range: 'limited' },
    });
    for (let index = 0; index < 150; index++) await writer.write(big);
    await writer.finish();
    expectFailure(
      await dync(['encode', '-', '-o', 'interrupted/a.dync'], {
        input: await readFile(file('long.y4m')),
        interrupt: true,
      }),
      130,
      /interrupted/,
    );
    expect(await readdir(file('interrupted'))).toEqual([]);
  });
});
