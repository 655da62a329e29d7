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
