import { InvalidArgumentError } from 'commander';
import { hexDigits } from '../media/background.js';

/**
 * Bits per second: a number, or thousands with a `k` (`8k`, `7.6k`, `7600`).
 * @throws InvalidArgumentError
 */
export function parseBitrate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(k|kbps|kbit\/s)?$/i.exec(text.trim());
  const value = Number(match?.[1]) * (match?.[2] === undefined ? 1 : 1000);
  if (!match || value < 100 || value > 1e9) throw new InvalidArgumentError('Expected bits per second like 8k or 7600.');
  return value;
}

/**
 * A size in pixels, `WIDTHxHEIGHT`.
 * @throws InvalidArgumentError
 */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text.trim());
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  if (!match || size.width < 64 || size.height < 64 || size.width > 4096 || size.height > 4096) {
    throw new InvalidArgumentError('Expected a size like 256x256 with sides from 64 to 4096.');
  }
  return size;
}

/** What a flag for a colour sets. */
export const BACKGROUND = 'colour that what is transparent lies over: #rrggbb, white or black';

/**
 * A colour, `#rrggbb`, `#rgb`, `black` or `white`.
 * @returns `#rrggbb`
 * @throws InvalidArgumentError
 */
export function parseColour(text: string): string {
  const names: Readonly<Record<string, string>> = { black: '#000000', white: '#ffffff' };
  const digits = hexDigits(names[text.trim().toLowerCase()] ?? text.trim());
  if (digits === undefined) throw new InvalidArgumentError('Expected a colour like #ffffff, white or black.');
  return `#${digits}`;
}

/** A parser of numbers from `least` to `most`, for commander. */
export function numberBetween(
  least: number,
  most: number,
  kind: 'integer' | 'number' = 'number',
): (text: string) => number {
  return (text) => {
    const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
    if (!(value >= least && value <= most) || (kind === 'integer' && !Number.isInteger(value))) {
      const range = most === Infinity || most >= 1e9 ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`Expected ${kind === 'integer' ? 'an integer' : 'a number'} ${range}.`);
    }
    return value;
  };
}

/** Names between commas. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
