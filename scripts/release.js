// @ts-check
/**
 * @file The version of a release. All public packages have the same, need each other in exactly that one, and are published together.
 *
 *   node scripts/release.js set 0.2.0      writes it into all manifests and the lock file
 *   node scripts/release.js check          packages agree with each other and with the changelog
 *   node scripts/release.js check v0.2.0   the same, and with the tag: what is released is no more "unreleased"
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const KINDS = ['dependencies', 'devDependencies', 'peerDependencies'];

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {{ access?: string }} [publishConfig]
 */

const [command, argument] = process.argv.slice(2);
if (command === 'set' && /^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/.test(argument ?? '')) set(/** @type {string} */ (argument));
else if (command === 'check') check(argument);
else {
  process.stderr.write('Expected set VERSION, or check and perhaps a tag\n');
  process.exitCode = 2;
}

/** @returns {{ path: string, manifest: Manifest & Record<string, Record<string, string> | undefined> }[]} of the root and all workspaces */
function manifests() {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
  );
  return ['.', ...folders].map((folder) => {
    const path = join(ROOT, folder, 'package.json');
    return { path, manifest: JSON.parse(readFileSync(path, 'utf8')) };
  });
}

/** @param {string} version */
function set(version) {
  const names = new Set(manifests().map(({ manifest }) => manifest.name));
  for (const { path, manifest } of manifests()) {
    manifest.version = version;
    for (const kind of KINDS)
      for (const name of Object.keys(manifest[kind] ?? {}))
        if (names.has(name)) /** @type {Record<string, string>} */ (manifest[kind])[name] = version;
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const lockPath = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(lockPath, 'utf8'));
  lock.version = version;
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place.includes('node_modules')) continue;
    entry.version = version;
    for (const kind of KINDS)
      for (const name of Object.keys(entry[kind] ?? {})) if (names.has(name)) entry[kind][name] = version;
  }
  writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
}

/** @param {string | undefined} tag */
function check(tag) {
  const all = manifests();
  const version = all[0]?.manifest.version ?? '';
  const names = new Set(all.map(({ manifest }) => manifest.name));
  /** @type {string[]} */
  const problems = [];
  for (const { manifest } of all) {
    const { name, publishConfig } = manifest;
    if (manifest.version !== version) problems.push(`${name} is ${manifest.version}, not ${version}`);
    if (manifest.private !== true && name.startsWith('@') && publishConfig?.access !== 'public')
      problems.push(`${name} would not be published for all: publishConfig.access is not public`);
    for (const kind of KINDS)
      for (const [needed, range] of Object.entries(manifest[kind] ?? {}))
        if (names.has(needed) && range !== version) problems.push(`${name} needs ${needed} ${range}, not ${version}`);
  }
  const heading = /^## (.+)$/m.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))?.[1] ?? '';
  if (tag === undefined) {
    const ahead = /^\d+\.\d+\.\d+\S*, unreleased$/.test(heading);
    if (!ahead && !heading.startsWith(version)) problems.push(`The changelog begins with "${heading}", not ${version}`);
  } else {
    if (tag !== `v${version}`) problems.push(`The tag is ${tag}, the packages are ${version}`);
    if (!new RegExp(`^${version.replaceAll('.', '\\.')}, \\d{4}-\\d\\d-\\d\\d$`).test(heading))
      problems.push(`The changelog begins with "${heading}", not with "${version}, " and the day`);
  }
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`version ${version}, ${problems.length} problems\n`);
  if (problems.length > 0) process.exitCode = 1;
}
