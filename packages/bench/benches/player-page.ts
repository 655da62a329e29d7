/**
 * @file What `player.ts` runs inside the browser: times of single frames by each painter, with everything a frame
 * costs (composing, uploading, drawing, copying to the player's canvas) and waiting until the pixels are there.
 */
import { quantile } from 'dynamics-codec/math';
import { browserStills } from '@dynamics-codec/browser';
import { CpuPainter } from '../../player/src/parts/cpu-painter.js';
import { GlPainter } from '../../player/src/parts/gl-painter.js';
import type { Painter } from '../../player/src/painter.js';
import { SceneSource } from '../../player/src/scene-source.js';
import { FrameComposer } from 'dynamics-codec/render';

/** Milliseconds. */
export interface FrameTimes {
  /** Of the quickest frame: what the others would take on a machine with nothing else to do. */
  readonly least: number;
  readonly median: number;
  readonly p95: number;
  /** Part of the median that is composing on the coarse grid. */
  readonly composing: number;
}

interface Bench {
  frameTimes: (bytes: readonly number[], kind: Painter['kind'], frames: number) => Promise<FrameTimes>;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes);
}

async function frameTimes(bytes: readonly number[], kind: Painter['kind'], frames: number): Promise<FrameTimes> {
  const tools = { stills: browserStills(), loadDrawing: () => import('../../player/src/parts/drawn-motion.js') };
  const decoder = await SceneSource.open(once(Uint8Array.from(bytes)), tools, { fidelity: 0 });
  const { scene } = await decoder.group(0, () => undefined);
  const composer = new FrameComposer(scene);
  const gl = kind === 'webgl2' ? GlPainter.create(true) : undefined;
  const painter = kind === 'cpu' ? new CpuPainter() : gl;
  if (painter === undefined) throw new Error('This browser has no WebGL2');
  const canvas = document.createElement('canvas');
  canvas.width = scene.key.width;
  canvas.height = scene.key.height;
  document.body.replaceChildren(canvas);
  const context = canvas.getContext('2d')!;
  const times: number[] = [];
  const composing: number[] = [];
  for (let i = -5; i < frames; i++) {
    const start = performance.now();
    const frame = composer.compose(i + 5.37);
    const composed = performance.now();
    painter.paint(context, [{ key: scene.key, frame, opacity: 1 }]);
    context.getImageData(0, 0, 1, 1);
    if (i < 0) continue;
    times.push(performance.now() - start);
    composing.push(composed - start);
    await new Promise(requestAnimationFrame);
  }
  return {
    least: Math.min(...times),
    median: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    composing: quantile(composing, 0.5),
  };
}

(globalThis as unknown as { bench: Bench }).bench = { frameTimes };
