import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { wrongImport } from '../scripts/lint/import-order.js';
import { sourceEntries } from '../workspace.js';

const ROOT = join(import.meta.dirname, '..');

it.each([
  ['packages/codec/src/key/payload.ts', '../picture/index.js', undefined],
  ['packages/codec/src/key/payload.ts', '../motion/index.js', "'key' may not import 'motion'"],
  ['packages/codec/src/bitstream/header.ts', '../source/index.js', "'bitstream' may not import 'source'"],
  ['packages/codec/src/generator/appearance/x.ts', '../motion/y.js', undefined],
  ['packages/codec/src/key/payload.ts', '../index.js', "'key' may not import 'index'"],
  ['packages/codec/src/key/payload.ts', 'dynamics-codec/picture', 'own files'],
  ['packages/codec/src/key/payload.ts', '@dynamics-codec/node', "'codec' may not import 'node'"],
  ['packages/codec/src/encoder/choose/x.ts', '../fit/y.js', undefined],
  ['packages/codec/src/encoder/fit/x.ts', '../choose/y.js', "'fit' may not import 'choose'"],
  ['packages/codec/src/encoder/fit/x.ts', '../pause.js', undefined],
  ['packages/codec/src/encoder/group/x.ts', '../encode.js', "'group' may not import 'encode'"],
  ['packages/metrics/src/ssim.ts', '@dynamics-codec/browser', "'metrics' may not import 'browser'"],
  ['packages/node/src/index.ts', '@dynamics-codec/player', undefined],
  ['packages/player/src/index.ts', '@dynamics-codec/node', "'player' may not import 'node'"],
  ['packages/player/src/index.ts', '../../codec/src/index.js', 'may not leave the package'],
  ['apps/studio/src/main.ts', '@dynamics-codec/player', undefined],
  ['apps/studio/src/main.ts', '../../../samples/lakeside.mp4?url', undefined],
  ['lab/training/x.ts', '../../packages/codec/src/index.js', undefined],
])('the order of packages and layers: %s imports %s', (file, specifier, problem) => {
  const found = wrongImport(join(ROOT, file), specifier);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

it('circles are found, of types and of imports that wait', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dync-circles-'));
  try {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" }, "include": ["*.ts"] }',
      'a.ts': "import type { B } from './b.js';\nexport type A = B | 1;",
      'b.ts': "export type B = import('./a.js').A;",
      'c.ts': "export const load = () => import('./d.js');",
      'd.ts': "export * from './c.js';",
      'e.ts': "export * from './a.js';",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const args = [join(ROOT, 'scripts/check-imports.js'), join(folder, 'tsconfig.json')];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stdout).toBe('Circle: a.ts -> b.ts -> a.ts\nCircle: c.ts -> d.ts -> c.ts\n5 files, 2 wrong imports\n');
    expect(status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('TypeScript and the bundlers read each entry point from the same source', () => {
  const file = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, ROOT);
  for (const [specifier, source] of Object.entries(sourceEntries())) {
    const { resolvedModule } = ts.resolveModuleName(specifier, join(ROOT, 'test/any.ts'), options, ts.sys);
    expect([specifier, relative(ROOT, resolvedModule?.resolvedFileName ?? '')]).toEqual([
      specifier,
      relative(ROOT, source),
    ]);
  }
});

it('no install script of a dependency runs: each is denied, and all tests pass without', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
  const { packages } = read('package-lock.json') as { packages: Record<string, { hasInstallScript?: boolean }> };
  const scripted = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => path.includes('node_modules/') && hasInstallScript === true)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(scripted).toContain('node-av');
  expect(scripted.filter((name) => allowScripts[name] !== false && name !== 'fsevents')).toEqual([]);
});
