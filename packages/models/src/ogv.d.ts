/** The decoder of AV1 in ogv.js: what is used of it. */
declare module 'ogv/dist/ogv-decoder-video-av1-wasm.js' {
  interface Plane {
    readonly bytes: Uint8Array;
    readonly stride: number;
  }

  interface Decoder {
    /** The last picture; `null` where there was none. */
    readonly frameBuffer: {
      readonly format: { readonly displayWidth: number; readonly displayHeight: number };
      readonly y: Plane;
      readonly u: Plane;
      readonly v: Plane;
    } | null;
    init(done: () => void): void;
    processFrame(unit: ArrayBuffer, done: (ok: number) => void): void;
  }

  export default function start(options: {
    readonly videoFormat: object;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
    readonly instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
  }): Promise<Decoder>;
}
