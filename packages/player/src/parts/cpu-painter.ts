import { pictureToRgb, resamplePicture, type Picture } from 'dynamics-codec/picture';
import { crossFade, PixelStage } from 'dynamics-codec/render';
import type { Layer, Painter } from '../painter.js';

/** Draws by the renderer that Node uses, where there is no WebGL2. */
export class CpuPainter implements Painter {
  readonly kind = 'cpu';
  readonly mostPixels = 2 ** 18;
  readonly isLost = false;
  private readonly stages = new WeakMap<Picture, PixelStage>();

  paint(target: CanvasRenderingContext2D, layers: readonly Layer[]): boolean {
    let picture: Picture | undefined;
    for (const layer of layers) {
      const here = this.stage(layer.key).picture(layer.frame);
      picture = picture === undefined ? here : crossFade(picture, here, layer.opacity);
    }
    if (picture === undefined) return false;
    const { width, height } = target.canvas;
    if (width !== picture.width || height !== picture.height) picture = resamplePicture(picture, width, height);
    target.putImageData(new ImageData(pictureToRgb(picture, 4), width, height), 0, 0);
    return true;
  }

  release(key: Picture): void {
    this.stages.delete(key);
  }

  private stage(key: Picture): PixelStage {
    const known = this.stages.get(key) ?? new PixelStage(key);
    this.stages.set(key, known);
    return known;
  }
}
