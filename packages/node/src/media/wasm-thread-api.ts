import type { ModelFile, NetworkTensor } from 'dynamics-codec/generator';

/** Numbers by name, as networks take and give them. */
export type Tensors = Readonly<Record<string, NetworkTensor>>;

/** What the thread that runs networks in WebAssembly can be asked. */
export interface WasmThreadApi {
  /** Opens a model. @returns its number @throws ModelError */
  open(of: { readonly model: ModelFile; readonly bytes: Uint8Array }): Promise<number>;
  /** Outputs of the network of a number. @throws ModelError */
  run(of: { readonly network: number; readonly inputs: Tensors }): Promise<Tensors>;
  /** Gives the memory of a network back, for those that are opened later. */
  release(of: { readonly network: number }): Promise<void>;
}

/** What the thread is told when it starts. */
export interface WasmThreadData {
  /** Address of the folder with `onnx.js` and `onnx.wasm`. */
  readonly folder: string;
}
