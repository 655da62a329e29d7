import type { ModelFile, NetworkTensor } from 'dynamics-codec/generator';

/** Numbers by name, as networks take and give them. */
export type Tensors = Readonly<Record<string, NetworkTensor>>;

/** What a thread that runs networks can be asked. */
export interface NetworkThreadApi {
  /** Opens a model. @returns its number @throws ModelError */
  open(of: { readonly model: ModelFile; readonly bytes: Uint8Array }): Promise<number>;
  /** Outputs of the network of a number. @throws ModelError */
  run(of: { readonly network: number; readonly inputs: Tensors }): Promise<Tensors>;
  /** Gives the memory of a network back, for those that are opened later. */
  release(of: { readonly network: number }): Promise<void>;
}

/** What a thread for WebAssembly is told when it starts. */
export interface WasmThreadData {
  /** Address of the folder with `onnx.js` and `onnx.wasm`. */
  readonly folder: string;
}

/** What a thread for the native runtime is told when it starts. */
export interface NativeThreadData {
  /** Threads that arithmetic is spread over. */
  readonly threads: number;
}
