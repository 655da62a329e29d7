import { assertName, assertShape } from './assert-shape.js';

/**
 * How a video's samples are to be read: the matrix between RGB and Y'CbCr and the range of the samples. A stream keeps
 * the description of its source, so that a decoded file carries the same tags as the original.
 */
export interface ColourDescription {
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
  readonly range: 'limited' | 'full';
}

/** What is assumed of high-definition video without tags. */
export const BT709_LIMITED: ColourDescription = { matrix: 'bt709', range: 'limited' };

/** The codec's working colour space. */
export const WORKING_COLOUR: ColourDescription = { matrix: 'bt601', range: 'full' };

/** Names of matrices, in the order of their codes in streams. */
export const MATRICES = ['bt601', 'bt709', 'bt2020'] as const;
/** Names of ranges. */
export const RANGES = ['limited', 'full'] as const;

/** Checks that a description of colours has names that are known. @throws InvalidOptionError */
export function assertColour(colour: ColourDescription): void {
  assertShape('colour', colour);
  assertName('colour.matrix', colour.matrix, MATRICES);
  assertName('colour.range', colour.range, RANGES);
}
