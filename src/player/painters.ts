import type { Picture } from '../picture/index.js';
import { CpuPainter } from './cpu-painter.js';
import { GlPainter } from './gl-painter.js';
import type { Layer, Painter } from './painter.js';

/** Which painter a player wants: whatever is best, or one of them. */
export type RendererChoice = 'auto' | 'webgl2' | 'cpu';

const cpu = new CpuPainter();
let gl: GlPainter | undefined;
let tried = false;

/** The page's one WebGL2 painter, made when first asked for; `undefined` where there is none to be had. */
export function sharedGl(): GlPainter | undefined {
  if (!tried) {
    tried = true;
    gl = GlPainter.create();
  }
  return gl;
}

/**
 * Draws layers by WebGL2, or by the CPU where that was chosen, is all there is, or the context is lost at the moment.
 * @returns which of them drew; `undefined` where nothing was drawn
 */
export function paintLayers(target: CanvasRenderingContext2D, layers: readonly Layer[], choice: RendererChoice): Painter['kind'] | undefined {
  if (choice !== 'cpu' && sharedGl()?.paint(target, layers) === true) return 'webgl2';
  return cpu.paint(target, layers) ? 'cpu' : undefined;
}

/** Lets go of whatever painters keep for a key picture. */
export function releaseKey(key: Picture): void {
  gl?.release(key);
  cpu.release(key);
}
