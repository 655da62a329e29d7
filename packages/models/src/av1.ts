/**
 * @file AV1 in WebAssembly for browsers that hand out no planes of a still: dav1d as ogv.js packs it, `av1.wasm` beside this file.
 * Pages that name this file in `DynamicsPlayer.av1Url` load it there. Each picture has a decoder of its own, so that a damaged one
 * leaves nothing behind.
 */
import startDecoder from 'ogv/dist/ogv-decoder-video-av1-wasm.js';

/** A plane in the memory of the decoder, and bytes from one of its rows to the next. */
interface Plane {
  readonly bytes: Uint8Array;
  readonly stride: number;
}

/** A picture, 8-bit 4:2:0: `Av1Picture` of `@dynamics-codec/browser`. */
interface Planes extends Readonly<Record<'y' | 'u' | 'v', Plane>> {
  readonly width: number;
  readonly height: number;
}

const compiled = compile();
compiled.catch(() => undefined);

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(new URL('./av1.wasm', import.meta.url));
  if (!response.ok) throw new TypeError(`Expected av1.wasm but the server answers ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * The picture of a temporal unit; `undefined` where it is damaged. Rejects where the decoder cannot be loaded or run.
 */
export async function decodeAv1(unit: Uint8Array): Promise<Planes | undefined> {
  const module = await compiled;
  const decoder = await startDecoder({
    videoFormat: {},
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports, done) => {
      void WebAssembly.instantiate(module, imports).then(done);
      return {};
    },
  });
  await new Promise<void>((resolve) => decoder.init(resolve));
  await new Promise<void>((resolve) => decoder.processFrame(unit.slice().buffer, () => resolve()));
  const { frameBuffer } = decoder;
  if (frameBuffer === null) return undefined;
  const { format, y, u, v } = frameBuffer;
  return { width: format.displayWidth, height: format.displayHeight, y, u, v };
}
