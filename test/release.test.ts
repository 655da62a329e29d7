import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'dync-release-'));

beforeAll(() => {
  const manifests = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name, 'package.json')),
  );
  for (const file of [...manifests, 'package.json', 'package-lock.json', 'CHANGELOG.md', 'scripts/release.js']) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function release(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [join(folder, 'scripts/release.js'), ...args], { encoding: 'utf8' });
}

it('writes one version everywhere, and releases it under its tag alone', () => {
  expect(release('check').status).toBe(0);
  expect(release('set', '9.8.7').status).toBe(0);
  const node = readFileSync(join(folder, 'packages/node/package.json'), 'utf8');
  expect(node).toContain('"dynamics-codec": "9.8.7"');
  expect(release('check', 'v9.8.7').stdout).toMatch(/The changelog begins with/);

  const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog.replace(/^## .+$/m, '## 9.8.7, 2026-12-01'));
  expect(release('check', 'v9.8.7')).toMatchObject({ status: 0, stdout: 'version 9.8.7, 0 problems\n' });
  expect(release('check', 'v9.8.8').stdout).toMatch(/The tag is v9.8.8, the packages are 9.8.7/);

  writeFileSync(join(folder, 'packages/node/package.json'), node.replace('"version": "9.8.7"', '"version": "9.8.6"'));
  expect(release('check', 'v9.8.7').stdout).toMatch(/@dynamics-codec\/node is 9.8.6, not 9.8.7/);
  expect(release('set', 'soon').status).toBe(2);
});
