/**
 * @file LPIPS, the learned perceptual distance of Zhang, Isola, Efros, Shechtman, Wang, "The Unreasonable Effectiveness
 * of Deep Features as a Perceptual Metric" (CVPR 2018), version 0.1 with SqueezeNet 1.1, as an ONNX file that
 * `scripts/export_lpips.py` makes from the public weights: inputs `reference` and `distorted` (1 x 3 x height x width,
 * RGB from -1 to 1), output `lpips`. Any size from about 32x32 on; nothing is resampled.
 */
import type { OnnxRuntime } from 'dynamics-codec/generator';
import { DynamicsError } from 'dynamics-codec/picture';
import { planarSigned } from './planar-signed.js';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** LPIPS cannot be computed here: `MISSING_MODEL` no file, `MISSING_RUNTIME` no ONNX Runtime, `BAD_MODEL` another network. */
export class LpipsError extends DynamicsError {
  override readonly name = 'LpipsError';

  constructor(
    readonly code: 'MISSING_MODEL' | 'MISSING_RUNTIME' | 'BAD_MODEL',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Measures perceptual distance; 0 for identical pictures, lower is better. Call `close` when done. */
export interface Lpips {
  /** @throws InvalidOptionError where the sizes differ */
  distance(reference: RgbPicture, distorted: RgbPicture): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens the LPIPS network.
 * @param runtime onnxruntime-node or onnxruntime-web
 * @param model the ONNX file
 * @param options of `InferenceSession.create`
 * @throws LpipsError `BAD_MODEL`
 */
export async function openLpips(runtime: OnnxRuntime, model: Uint8Array, options: object = {}): Promise<Lpips> {
  const session = await runtime.InferenceSession.create(model, options).catch((cause: unknown) => {
    throw new LpipsError('BAD_MODEL', 'Expected the LPIPS network but these bytes cannot be loaded as a network', {
      cause,
    });
  });
  const wanted = ['reference', 'distorted'];
  if (!wanted.every((name) => session.inputNames.includes(name)) || !session.outputNames.includes('lpips')) {
    await session.release();
    throw new LpipsError(
      'BAD_MODEL',
      `Expected inputs reference and distorted and output lpips but received another network: ${session.inputNames.join(', ')} to ${session.outputNames.join(', ')}`,
    );
  }
  return {
    async distance(reference, distorted) {
      assertSameSize(reference, distorted);
      const shape = [1, 3, reference.height, reference.width];
      const { lpips } = await session.run({
        reference: new runtime.Tensor('float32', planarSigned(reference), shape),
        distorted: new runtime.Tensor('float32', planarSigned(distorted), shape),
      });
      return (lpips!.data as Float32Array)[0]!;
    },
    close: () => session.release(),
  };
}
