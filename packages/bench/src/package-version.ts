import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Version of an installed package by its own `package.json`; undefined where that is not found. */
export function packageVersion(name: string): string | undefined {
  return versionAbove(createRequire(import.meta.url).resolve(name), name);
}

/** Version of the codec. */
export function ownVersion(): string {
  return (
    versionAbove(createRequire(import.meta.url).resolve('dynamics-codec/package.json'), 'dynamics-codec') ??
    'of unknown version'
  );
}

function versionAbove(path: string, name: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (found.name === name) return found.version;
    } catch {
      continue;
    }
  }
  return undefined;
}
