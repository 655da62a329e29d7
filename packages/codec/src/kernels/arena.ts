/** Arrays that can be copied to and from the memory of kernels. */
export type KernelArray = Float32Array | Float64Array | Int32Array | Int16Array | Uint8Array;

/** The memory of a kernel module, of type `WebAssembly.Memory`. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
/** Vectors are loaded a little faster from addresses that they divide. */
const ALIGNMENT = 16;
/** Most that the memory of a module may grow to, in bytes. */
const MOST_BYTES = 2 ** 30;

/**
 * Memory of kernels, handed out from the bottom up and taken back all at once. It grows as calls need it, up to 1 GB, and
 * does not shrink.
 */
export class Arena {
  readonly #memory: GrowingMemory;
  readonly #start: number;
  #next: number;
  #exhausted = false;

  /**
   * @param memory what is handed out
   * @param start first address that may be
   */
  constructor(memory: GrowingMemory, start: number) {
    this.#memory = memory;
    this.#start = start;
    this.#next = start;
  }

  /** Whether memory was refused since the last {@link reset}. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Takes all memory back. */
  reset(): void {
    this.#next = this.#start;
    this.#exhausted = false;
  }

  /**
   * Room for a number of bytes, whatever they hold.
   * @returns its address, a multiple of 16
   * @throws RangeError where there is not so much memory
   */
  room(bytes: number): number {
    const address = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    const end = address + bytes;
    const size = this.#memory.buffer.byteLength;
    if (end > size) this.#grow(end, size);
    this.#next = end;
    return address;
  }

  /** Copies values in and returns their address. */
  put(values: KernelArray): number {
    const address = this.room(values.byteLength);
    this.write(address, values);
    return address;
  }

  /** Copies values to an address. */
  write(address: number, values: KernelArray): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.#memory.buffer, address, values.byteLength).set(bytes);
  }

  /** Sets a number of bytes from an address on to 0. */
  clear(address: number, bytes: number): void {
    new Uint8Array(this.#memory.buffer, address, bytes).fill(0);
  }

  /** Copies values out: fills `into` with what lies at an address. */
  take(address: number, into: KernelArray): void {
    const to = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    to.set(new Uint8Array(this.#memory.buffer, address, into.byteLength));
  }

  #grow(end: number, size: number): void {
    this.#exhausted = true;
    if (end > MOST_BYTES) throw new RangeError(`Expected kernels to need at most ${MOST_BYTES} bytes`);
    // At least half as much again, so that a series of calls that each need a little more does not copy every time.
    const most = Math.min(Math.max(end, 1.5 * size), MOST_BYTES);
    this.#memory.grow(Math.ceil((most - size) / PAGE));
    this.#exhausted = false;
  }
}
