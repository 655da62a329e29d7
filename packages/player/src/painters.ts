import type { Picture } from 'dynamics-codec/picture';
import type { Layer, Painter } from './painter.js';
import { scriptError } from './player-error.js';

/**
 * Which painter a player wants. `auto` takes WebGL2 where a GPU does the work and the CPU's own renderer otherwise, which
 * is quicker than an emulated GPU; `webgl2` takes that, too.
 */
export type RendererChoice = 'auto' | 'webgl2' | 'cpu';

/** A painter whose code is fetched when it is first wanted. */
class LatePainter {
  /** `undefined` until it is there, `null` where there is none to be had. */
  painter: Painter | null | undefined;
  private arrival: Promise<void> | undefined;

  constructor(private readonly make: () => Promise<Painter | undefined>) {}

  /** Fetches it; done once it is there or known not to be. */
  prepare(): Promise<void> {
    this.arrival ??= this.make().then((painter) => {
      this.painter = painter ?? null;
    });
    return this.arrival;
  }
}

const cpu = new LatePainter(async () => {
  const { CpuPainter } = await import('./parts/cpu-painter.js').catch((error: unknown) => {
    throw scriptError('The renderer cannot be loaded: serve the folder parts beside the player', error);
  });
  return new CpuPainter();
});

/** The page's one WebGL2 painter on a real GPU, and the one on whatever there is. */
const gl = { auto: latePainterOnGl(false), webgl2: latePainterOnGl(true) };

function latePainterOnGl(emulated: boolean): LatePainter {
  return new LatePainter(async () => {
    try {
      const { GlPainter } = await import('./parts/gl-painter.js');
      return GlPainter.create(emulated);
    } catch {
      // The CPU draws.
      return undefined;
    }
  });
}

/** Fetches what a choice needs before anything can be drawn. @throws PlayerError `WORKER` where it cannot be loaded */
export async function preparePainters(choice: RendererChoice): Promise<void> {
  if (choice !== 'cpu') {
    await gl.auto.prepare();
    if (choice === 'webgl2' && gl.auto.painter === null) await gl.webgl2.prepare();
    if (glPainter(choice)?.isLost === false) return;
  }
  await cpu.prepare();
}

function glPainter(choice: Exclude<RendererChoice, 'cpu'>): Painter | null | undefined {
  return choice === 'webgl2' ? (gl.auto.painter ?? gl.webgl2.painter) : gl.auto.painter;
}

/**
 * Draws layers by WebGL2, or by the CPU where that was chosen, is all there is, or the context is lost at the moment.
 * @param enlarge makes the canvas as large as it is to be before something is drawn, with at most so many pixels while they move
 * @returns which of them drew; `undefined` where nothing was drawn: {@link preparePainters}, and try again
 */
export function paintLayers(
  target: CanvasRenderingContext2D,
  layers: readonly Layer[],
  choice: RendererChoice,
  enlarge?: (mostPixels: number) => void,
): Painter['kind'] | undefined {
  const candidates = choice === 'cpu' ? [cpu.painter] : [glPainter(choice), cpu.painter];
  for (const painter of candidates) {
    if (painter === undefined) return undefined;
    if (painter === null || painter.isLost) continue;
    enlarge?.(painter.mostPixels);
    if (painter.paint(target, layers)) return painter.kind;
  }
  return undefined;
}

/** Lets go of whatever painters keep for a key picture. */
export function releaseKey(key: Picture): void {
  for (const { painter } of [cpu, gl.auto, gl.webgl2]) painter?.release(key);
}
