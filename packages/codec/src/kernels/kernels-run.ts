import { ENCODE } from './encode/module.js';
import { SHOW } from './show/module.js';

/** Whether kernels run here. Else their twins in TypeScript do the same, which takes about three times as long. */
export function kernelsRun(): boolean {
  return ENCODE.run(() => undefined) && SHOW.run(() => undefined);
}
