import type { Picture } from 'dynamics-codec/picture';
import { CpuPainter } from './cpu-painter.js';
import { GlPainter } from './gl-painter.js';
import type { Layer, Painter } from './painter.js';

/**
 * Which painter a player wants. `auto` takes WebGL2 where a GPU does the work and the CPU's own renderer otherwise, which
 * is quicker than an emulated GPU; `webgl2` takes that, too.
 */
export type RendererChoice = 'auto' | 'webgl2' | 'cpu';

const cpu = new CpuPainter();
const painters: { real?: GlPainter | undefined; any?: GlPainter | undefined } = {};

/** The page's one WebGL2 painter, made when first asked for; `undefined` where there is none to be had. */
function sharedGl(choice: Exclude<RendererChoice, 'cpu'>): GlPainter | undefined {
  if (!('real' in painters)) painters.real = GlPainter.create(false);
  if (choice === 'auto' || painters.real !== undefined) return painters.real;
  if (!('any' in painters)) painters.any = GlPainter.create(true);
  return painters.any;
}

/**
 * Draws layers by WebGL2, or by the CPU where that was chosen, is all there is, or the context is lost at the moment.
 * @returns which of them drew; `undefined` where nothing was drawn
 */
export function paintLayers(
  target: CanvasRenderingContext2D,
  layers: readonly Layer[],
  choice: RendererChoice,
): Painter['kind'] | undefined {
  if (choice !== 'cpu' && sharedGl(choice)?.paint(target, layers) === true) return 'webgl2';
  return cpu.paint(target, layers) ? 'cpu' : undefined;
}

/** Lets go of whatever painters keep for a key picture. */
export function releaseKey(key: Picture): void {
  painters.real?.release(key);
  painters.any?.release(key);
  cpu.release(key);
}
