// @ts-check
/**
 * @file Runs one measurement of `packages/bench/benches`, from source:
 *
 *     npm run measure                          names all of them
 *     npm run measure -- set-up clip.mp4
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../benches');
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts') && readFileSync(join(FOLDER, file), 'utf8').includes('npm run measure'))
  .map((file) => basename(file, '.ts'));
const [name = '', ...options] = process.argv.slice(2);
if (names.includes(name)) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(FOLDER, `${name}.ts`), ...options], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(`Expected one of ${names.join(', ')}\n`);
  process.exitCode = 2;
}
