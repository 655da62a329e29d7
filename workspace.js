// @ts-check
/** @file The workspace's packages by the names they are imported by, and their source: what tests, benches and bundles resolve. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, 'packages');

/**
 * Source files of all entry points, by the specifier that imports them: `dynamics-codec/key` is `packages/codec/src/key/index.ts`.
 * @returns {Readonly<Record<string, string>>}
 */
export function sourceEntries() {
  /** @type {Record<string, string>} */
  const entries = {};
  for (const folder of readdirSync(PACKAGES)) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(PACKAGES, folder, 'package.json'), 'utf8'));
    for (const [key, target] of Object.entries(exports)) {
      if (target.types === undefined) continue;
      const source = target.types.replace(/^\.\/dist\/(types\/)?/, 'src/').replace(/\.d\.ts$/, '.ts');
      entries[key === '.' ? name : `${name}/${key.slice(2)}`] = join(PACKAGES, folder, source);
    }
  }
  return entries;
}

/** As {@link sourceEntries}, for the option `resolve.alias` of Vite: whole specifiers only. */
export function viteAliases() {
  return Object.entries(sourceEntries()).map(([name, replacement]) => ({ find: new RegExp(`^${name}$`), replacement }));
}

/** Builds from source with esbuild, whatever is built already. @type {import('esbuild').Plugin} */
export const FROM_SOURCE = {
  name: 'from-source',
  setup({ onResolve }) {
    const entries = sourceEntries();
    onResolve({ filter: /^(dynamics-codec|@dynamics-codec\/)/ }, ({ path }) => {
      const source = entries[path];
      return source === undefined ? undefined : { path: source };
    });
  },
};
