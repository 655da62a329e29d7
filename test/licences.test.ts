import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyLicences } from '../apps/studio/server/licences.js';

const ROOT = join(import.meta.dirname, '..');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-licences-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('the studio brings the licence of each package that is bundled with it', async () => {
  await copyLicences(join(ROOT, 'apps/studio'), join(ROOT, 'node_modules'), join(folder, 'licences'));
  expect((await readdir(join(folder, 'licences'))).sort()).toEqual(['jsquash-avif.txt', 'mediabunny.txt']);
  expect(await readFile(join(folder, 'licences/mediabunny.txt'), 'utf8')).toContain('Mozilla Public License');
});

it('a package without a licence is an error', async () => {
  await writeFile(join(folder, 'package.json'), '{ "dependencies": { "nothing": "1" } }');
  await mkdir(join(folder, 'nothing'));
  await expect(copyLicences(folder, folder, join(folder, 'none'))).rejects.toThrow(/Expected a licence in/);
});

it('what is said of ONNX Runtime is of the version that is bundled', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'node_modules/onnxruntime-web/package.json'), 'utf8')) as {
    version: string;
  };
  expect(await readFile(join(ROOT, 'packages/models/licences/onnxruntime.txt'), 'utf8')).toContain(version);
});
