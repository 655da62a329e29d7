import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotAStreamError, TruncatedStreamError } from 'dynamics-codec/bitstream';
import { MediaError } from 'dynamics-codec/source';
import { nextStep } from './next-step.js';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-next-'));
  await writeFile(at('tree.mp4'), Buffer.from('\0\0\0\x18ftypisom', 'latin1'));
  await writeFile(at('tree.dync'), 'DYN\x10');
  await writeFile(at('meadow.jpg'), Buffer.from('\xff\xd8\xff\xe0', 'latin1'));
  await writeFile(at('note.txt'), 'nothing');
  await writeFile(at('my tree.mp4'), Buffer.from('\0\0\0\x18ftypisom', 'latin1'));
});
afterAll(() => rm(folder, { recursive: true }));

const missing = (name: string) => new MediaError('MISSING_FILE', `The file "${at(name)}" does not exist`);
const noVideo = (name: string) => new MediaError('NOT_A_VIDEO', `"${at(name)}" is not a video`);
const noPhoto = (name: string) => new MediaError('UNSUPPORTED', `"${at(name)}" is no photograph`);

it('names the file that may have been meant', async () => {
  expect(await nextStep(missing('tee.mp4'), ['encode'])).toBe(`did you mean "${at('tree.mp4')}"?`);
  expect(await nextStep(missing('TREE.MP4'), ['encode'])).toMatch(/tree\.mp4|tree\.dync/);
  expect(await nextStep(missing('meadow.png'), ['animate'])).toContain('meadow.jpg');
  expect(await nextStep(missing('other.mp4'), ['encode'])).toBeUndefined();
  expect(await nextStep(missing('no/folder.mp4'), ['encode'])).toBeUndefined();
});

it('does not propose what was named', async () => {
  await expect(nextStep(new MediaError('MISSING_FILE', `"${folder}" is a folder`), ['play'])).resolves.toBeUndefined();
});

it('says what to do with a folder, and with what is not whole', async () => {
  const noPictures = new MediaError('NO_FRAMES', `The folder "${folder}" holds no .png pictures`);
  expect(await nextStep(noPictures, ['encode', folder])).toBe(
    `dync batch ${folder} -o FOLDER encodes all videos of a folder`,
  );
  const cut = new TruncatedStreamError('group 0', 60, 514);
  expect(await nextStep(cut, ['info', at('tree.dync')])).toBe('it is not whole: copy or download it again');
});

it('names the command for a file of another kind', async () => {
  expect(await nextStep(noVideo('tree.dync'), ['encode'])).toMatch(/is a stream: dync play .*tree\.dync plays it/);
  expect(await nextStep(noPhoto('tree.mp4'), ['animate'])).toMatch(/is a video: dync encode/);
  const noStream = new NotAStreamError('Expected a stream', 0);
  expect(await nextStep(noStream, ['decode', '-o', at('a.mp4'), at('tree.mp4')])).toMatch(/is a video: dync encode/);
  expect(await nextStep(noStream, ['info', at('meadow.jpg')])).toMatch(/is a picture: dync animate/);
  expect(await nextStep(noStream, ['info', at('my tree.mp4')])).toMatch(/dync encode ".*my tree\.mp4" -o/);
  expect(await nextStep(noStream, ['info', '--json', at('note.txt')])).toBe(
    `"${at('note.txt')}" is none: dync encode makes one of a video, dync animate of a photograph`,
  );
  expect(await nextStep(noVideo('note.txt'), ['encode', at('note.txt')])).toBeUndefined();
  expect(await nextStep(noStream, ['info', '-'])).toBeUndefined();
  expect(await nextStep(new Error('x'), ['info', at('tree.mp4')])).toBeUndefined();
});
