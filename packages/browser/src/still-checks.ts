import { CorruptStillError, UnsupportedStillError } from 'dynamics-codec/key';

/** @throws UnsupportedStillError where a still is of another size than its stream says */
export function assertSize(width: number, height: number, expectedWidth: number, expectedHeight: number): void {
  if (width === expectedWidth && height === expectedHeight) return;
  throw new UnsupportedStillError(
    `Expected a still of ${expectedWidth}x${expectedHeight} but received ${width}x${height}`,
  );
}

/** @throws CorruptStillError always: no decoder takes the payload */
export function refuse(): never {
  throw new CorruptStillError("Expected AV1 that the browser's AVIF decoder takes", 0);
}

/** Copies rows that lie `stride` apart into a plane whose rows lie one behind the other. */
export function copyRows(
  bytes: Uint8Array,
  { offset, stride }: { readonly offset: number; readonly stride: number },
  target: Uint8Array,
  width: number,
): void {
  const rows = target.length / width;
  for (let row = 0; row < rows; row++)
    target.set(bytes.subarray(offset + row * stride, offset + row * stride + width), row * width);
}
