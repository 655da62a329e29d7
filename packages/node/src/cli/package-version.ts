import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(createRequire(import.meta.url).resolve('@dynamics-codec/node/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
