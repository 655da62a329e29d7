import { InvalidOptionError, pictureFromRgb } from 'dynamics-codec/picture';

/** The six hexadecimal digits of a colour as CSS writes it, `#rrggbb` or `#rgb`; `undefined` of anything else. */
export function hexDigits(colour: string): string | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  return digits?.length === 3 ? digits.replace(/./g, '$&$&') : digits;
}

/**
 * A colour, as people write it in CSS (`#rrggbb` or `#rgb`), in the codec's working space.
 * @throws InvalidOptionError
 */
export function workingColour(colour: string): readonly [y: number, u: number, v: number] {
  const digits = hexDigits(colour);
  if (digits === undefined) throw new InvalidOptionError('background', 'a colour like #ffffff', colour);
  const rgb = Uint8Array.from([0, 2, 4], (at) => Number.parseInt(digits.slice(at, at + 2), 16));
  const { y, u, v } = pictureFromRgb(rgb, 1, 1, 3);
  return [y[0]!, u[0]!, v[0]!];
}
