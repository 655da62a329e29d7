import { describe, expect, it } from 'vitest';
import { Arena } from './arena.js';
import { WASM } from './encode/wasm.js';
import { KernelModule, useKernels } from './kernel-module.js';

function growing(pages: number, most: number) {
  let buffer = new ArrayBuffer(65536 * pages);
  return {
    get buffer() {
      return buffer;
    },
    grow(more: number) {
      if (buffer.byteLength / 65536 + more > most) throw new RangeError('no more');
      const larger = new ArrayBuffer(buffer.byteLength + 65536 * more);
      new Uint8Array(larger).set(new Uint8Array(buffer));
      const before = buffer.byteLength / 65536;
      buffer = larger;
      return before;
    },
  };
}

describe('a kernel module', () => {
  it('runs where it is compiled and turned on, and not otherwise', () => {
    let runs = 0;
    const work = () => {
      runs++;
    };
    const good = new KernelModule(WASM);
    expect(good.run(work)).toBe(true);
    expect(new KernelModule('AGFzbQEAAAA=').run(work)).toBe(false);
    expect(new KernelModule('not base64!').run(work)).toBe(false);
    expect(useKernels(false)).toBe(true);
    expect(good.run(work)).toBe(false);
    expect(useKernels(true)).toBe(false);
    expect(good.run(work)).toBe(true);
    expect(runs).toBe(2);
  });

  it('leaves to the twin what needs more memory than there is, and passes other errors on', () => {
    const kernels = new KernelModule(WASM);
    expect(kernels.run((_, arena) => arena.room(2 ** 31))).toBe(false);
    expect(kernels.run((_, arena) => arena.room(16))).toBe(true);
    expect(() =>
      kernels.run(() => {
        throw new RangeError('another');
      }),
    ).toThrow('another');
  });
});

describe('an arena', () => {
  it('hands out aligned memory, grows, and keeps what was put', () => {
    const arena = new Arena(growing(1, 100), 1025);
    const values = Float32Array.of(1, NaN, -0);
    const address = arena.put(values);
    expect(address).toBe(1040);
    expect(arena.room(200_000)).toBe(1056);
    const out = new Float32Array(3);
    arena.take(address, out);
    expect(out).toEqual(values);
    arena.reset();
    expect(arena.put(Uint8Array.of(1, 2))).toBe(1040);
  });

  it('says that it is exhausted until it is reset', () => {
    const arena = new Arena(growing(1, 2), 0);
    expect(() => arena.room(200_000)).toThrow(RangeError);
    expect(arena.exhausted).toBe(true);
    arena.reset();
    expect(arena.exhausted).toBe(false);
    expect(arena.room(100)).toBe(0);
  });
});
