import { boxMean, type Plane } from '../../picture/index.js';
import { gradientPower } from './missing-motion.js';
import { OctavePower } from './octave-power.js';
import type { MeasuredPower } from './overshoot.js';

/** Every how many frames the gradient is looked at. */
const GRADIENT_STRIDE = 8;

/** What statistics of an original are made of. */
export interface MeasuredTexture extends MeasuredPower {
  /** Mean power of the gradient, see {@link gradientPower}, smoothed. */
  readonly gradient: Float32Array;
}

/** Adds up the power of a clip's change and of its gradient, frame by frame. */
export class TextureMeter {
  private readonly power: OctavePower;
  private readonly gradient: Float32Array;
  private frames = 0;

  /** @param size sides of the texture planes */
  constructor(private readonly size: { readonly width: number; readonly height: number }) {
    this.power = new OctavePower(size.width * size.height);
    this.gradient = new Float32Array(size.width * size.height);
  }

  /** Takes the next frame. @param texture of `texturePlane` */
  add(texture: Plane): void {
    this.power.add(texture.data);
    if (this.frames++ % GRADIENT_STRIDE !== 0) return;
    for (const [i, value] of gradientPower(texture).entries()) this.gradient[i]! += value;
  }

  /** Of at least one frame. */
  measured(): MeasuredTexture {
    const { width, height } = this.size;
    const looked = Math.ceil(this.frames / GRADIENT_STRIDE);
    const mean = this.gradient.map((sum) => sum / looked);
    return { width, height, power: this.power.power(), gradient: boxMean(mean, width, height, 1) };
  }
}
