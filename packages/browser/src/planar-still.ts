/**
 * @file Key pictures where the browser hands out no planes: by a decoder of AV1 in WebAssembly where the page names one, whose
 * planes are those of Node bit for bit, else by way of a canvas.
 */
import { rebuildObus } from 'dynamics-codec/key';
import { chromaSide, createPicture, type Picture } from 'dynamics-codec/picture';
import { bitmapStill } from './bitmap-still.js';
import { assertSize, copyRows, refuse } from './still-checks.js';

/** A plane in the memory of a decoder. */
export interface Av1Plane {
  readonly bytes: Uint8Array;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** A picture as decoders of AV1 give it, 8-bit 4:2:0. */
export interface Av1Picture extends Readonly<Record<'y' | 'u' | 'v', Av1Plane>> {
  readonly width: number;
  readonly height: number;
}

/** What a module that decodes AV1 exports: `av1/av1.js` of `@dynamics-codec/models`. */
export interface Av1Module {
  /** The picture of a temporal unit, `undefined` where it is damaged. Rejects where the decoder cannot run. */
  decodeAv1(unit: Uint8Array): Promise<Av1Picture | undefined>;
}

const modules = new Map<string, Promise<Av1Module | undefined>>();

/**
 * A key picture without the help of `ImageDecoder`.
 * @param av1 address of an {@link Av1Module}; the canvas serves where it is left out, is not there or may not run
 * @throws CorruptStillError for payloads that do not decode, UnsupportedStillError for what decodes to another size
 */
export async function planarStill(
  payload: Uint8Array,
  width: number,
  height: number,
  av1: string | undefined,
): Promise<Picture> {
  const module = av1 === undefined ? undefined : await loaded(av1);
  if (module === undefined) return bitmapStill(payload, width, height);
  const unit = rebuildObus(payload, width, height);
  const decoded = await module.decodeAv1(unit).then(
    (picture) => ({ picture }),
    () => undefined,
  );
  return decoded === undefined
    ? bitmapStill(payload, width, height)
    : packed(decoded.picture ?? refuse(), width, height);
}

function loaded(av1: string): Promise<Av1Module | undefined> {
  const known =
    modules.get(av1) ??
    (import(/* @vite-ignore */ /* webpackIgnore: true */ av1) as Promise<Av1Module>).catch(() => undefined);
  modules.set(av1, known);
  return known;
}

function packed(decoded: Av1Picture, width: number, height: number): Picture {
  assertSize(decoded.width, decoded.height, width, height);
  const picture = createPicture(width, height);
  for (const [plane, columns] of [
    ['y', width],
    ['u', chromaSide(width)],
    ['v', chromaSide(width)],
  ] as const)
    copyRows(decoded[plane].bytes, { offset: 0, stride: decoded[plane].stride }, picture[plane], columns);
  return picture;
}
