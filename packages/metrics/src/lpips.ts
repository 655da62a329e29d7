/**
 * @file LPIPS, the learned perceptual distance of Zhang, Isola, Efros, Shechtman, Wang, "The Unreasonable Effectiveness
 * of Deep Features as a Perceptual Metric" (CVPR 2018), version 0.1 with SqueezeNet 1.1, as an ONNX file that
 * `training/export_lpips.py` makes from the public weights: inputs `reference` and `distorted` (1 x 3 x height x width,
 * RGB from -1 to 1), output `lpips`. Any size from about 32x32 on; nothing is resampled.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Runtime from 'onnxruntime-node';
import { DynamicsError } from 'dynamics-codec/picture';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** Optional: 288 MB that only LPIPS needs. */
const RUNTIME = 'onnxruntime-node';

/** LPIPS cannot be computed here: `MISSING_MODEL` no file, `MISSING_RUNTIME` no onnxruntime-node, `BAD_MODEL` another network. */
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
 * @param path the ONNX file
 * @param threads of the network's run time; 1 when left out
 * @throws LpipsError
 */
export async function openLpips(path: string, threads = 1): Promise<Lpips> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  }).catch((cause: unknown) => {
    throw new LpipsError(
      'MISSING_MODEL',
      `Expected the LPIPS network in "${path}" but it cannot be loaded; training/export_lpips.py makes it`,
      { cause },
    );
  });
  const wanted = ['reference', 'distorted'];
  if (!wanted.every((name) => session.inputNames.includes(name)) || !session.outputNames.includes('lpips')) {
    await session.release();
    throw new LpipsError(
      'BAD_MODEL',
      `Expected inputs reference and distorted and output lpips in "${path}" but it is another network`,
    );
  }
  return {
    async distance(reference, distorted) {
      assertSameSize(reference, distorted);
      const shape = [1, 3, reference.height, reference.width];
      const output = await session.run({
        reference: new Tensor('float32', planarSigned(reference), shape),
        distorted: new Tensor('float32', planarSigned(distorted), shape),
      });
      return Number(output['lpips']!.data[0]);
    },
    close: () => session.release(),
  };
}

async function loadFromProject(): Promise<typeof Runtime> {
  const entry = createRequire(join(process.cwd(), 'package.json')).resolve(RUNTIME);
  return (await import(pathToFileURL(entry).href)) as typeof Runtime;
}

/** From beside this package, else from the project in which the process runs. */
async function loadRuntime(): Promise<typeof Runtime> {
  try {
    return await import('onnxruntime-node').catch(loadFromProject);
  } catch (cause) {
    throw new LpipsError(
      'MISSING_RUNTIME',
      `Expected the package ${RUNTIME}, which LPIPS needs, but it is not installed; "npm install ${RUNTIME}" gets it`,
      { cause },
    );
  }
}

/** Interleaved bytes to planes of -1 to 1. */
function planarSigned({ width, height, rgb }: RgbPicture): Float32Array {
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    planes[i] = rgb[at]! / 127.5 - 1;
    planes[area + i] = rgb[at + 1]! / 127.5 - 1;
    planes[2 * area + i] = rgb[at + 2]! / 127.5 - 1;
  }
  return planes;
}
