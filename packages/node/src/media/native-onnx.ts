import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnnxRuntime } from 'dynamics-codec/generator';

/** The package with ONNX Runtime's native build: optional, 288 MB. */
export const NATIVE_ONNX = 'onnxruntime-node';

/** ONNX Runtime's native build from beside this package, else from the project in which the process runs; undefined where it is not installed. */
export async function nativeOnnx(): Promise<OnnxRuntime | undefined> {
  const fromProject = async (): Promise<unknown> =>
    import(pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve(NATIVE_ONNX)).href);
  try {
    const module: unknown = await import('onnxruntime-node').catch(fromProject);
    return module as OnnxRuntime;
  } catch {
    return undefined;
  }
}

/** Options of a session that runs on so many threads of the processor. */
export function nativeSessionOptions(threads: number): object {
  return { executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 };
}
