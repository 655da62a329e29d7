import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { OnnxRuntime } from 'dynamics-codec/generator';
import { LpipsError, openDeepFeatures, openLpips, type DeepFeatures, type Lpips } from '@dynamics-codec/metrics';
import { NATIVE_ONNX, nativeOnnx, nativeSessionOptions } from '@dynamics-codec/node';

/** Where the network is looked for, below the folder that a bench is started in. */
const PLACES = ['artifacts/lpips-squeeze-v0.1.onnx', '../shared/metrics/lpips-squeeze-v0.1.onnx'];

/** The script that makes the network. */
export const LPIPS_MAKER = 'packages/metrics/scripts/export_lpips.py';

/** Path of the LPIPS network where it is in one of its places. */
export function lpipsPath(): string | undefined {
  return PLACES.find((path) => existsSync(path));
}

/**
 * Opens the LPIPS network of a file in ONNX Runtime's native build.
 * @param threads of the run time
 * @throws LpipsError
 */
export async function openLpipsFile(path: string, threads = 1): Promise<Lpips> {
  return openLpips(...(await networkOf(path)), nativeSessionOptions(threads));
}

/**
 * Opens the part of the LPIPS network that makes deep features, as {@link openLpipsFile} opens the whole.
 * @throws LpipsError
 */
export async function openFeaturesFile(path: string, threads = 1): Promise<DeepFeatures> {
  return openDeepFeatures(...(await networkOf(path)), nativeSessionOptions(threads));
}

async function networkOf(path: string): Promise<[OnnxRuntime, Uint8Array]> {
  const runtime = await nativeOnnx();
  if (runtime === undefined)
    throw new LpipsError(
      'MISSING_RUNTIME',
      `Expected the package ${NATIVE_ONNX}, which LPIPS needs, but it is not installed; "npm install ${NATIVE_ONNX}" gets it`,
    );
  const model = await readFile(path).catch((cause: unknown) => {
    throw new LpipsError(
      'MISSING_MODEL',
      `Expected the LPIPS network in "${path}" but it cannot be read; ${LPIPS_MAKER} makes it`,
      { cause },
    );
  });
  return [runtime, model];
}
