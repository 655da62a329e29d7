/** FNV-1a over UTF-16 units, 32 bits: a number that a name always has. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Number from 0 to 1 that depends on nothing but its name. */
export function namedNumber(name: string): number {
  return nameHash(name) / 2 ** 32;
}

/** One source in eight is held out: a source is a clip or a photograph, with all its crops and frames. */
export function isHeldOut(source: string): boolean {
  return nameHash(source) % 8 === 0;
}
