import { CorruptStreamError } from './errors.js';
import type { StreamHeader } from './header.js';
import { MATTE_SECTION, sectionData } from './sections.js';

/**
 * Luma of the grey that the pictures of a stream lie over where they do not cover everything behind them; `undefined`
 * where they all do.
 * @throws CorruptStreamError
 */
export function matteOf({ sections }: Pick<StreamHeader, 'sections'>): number | undefined {
  const data = sectionData(sections, MATTE_SECTION);
  if (data === undefined) return undefined;
  if (data.length !== 1) throw new CorruptStreamError(`Expected 1 byte of matte but received ${data.length}`, 0);
  return data[0];
}
