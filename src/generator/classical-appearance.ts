import type { AppearanceGenerator } from './generator.js';

/**
 * The key picture as the still decoder gives it. AV1 deblocks, restores directions and filters in its own loop, so a
 * second deblocking only costs detail (measured in docs/decisions.md); restoring more is a learned generator's work.
 */
export const classicalAppearance: AppearanceGenerator = {
  modelId: 0,
  restore: ({ key }) => Promise.resolve(key),
};
