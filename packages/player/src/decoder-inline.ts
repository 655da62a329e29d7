import { decoderAt, type DecoderLocation } from './decoder-at.js';

/** Text of the worker's module, parts included; the build puts it here. */
declare const DECODER_SOURCE: string;

let address: string | undefined;

/** Stands for `decoder-location.ts` in the build for pages of one file: the decoder is part of the script. */
export function decoderLocation(): DecoderLocation {
  address ??= URL.createObjectURL(new Blob([DECODER_SOURCE], { type: 'text/javascript' }));
  return decoderAt(address, { drawnMotion: '', bitmapPicture: '' });
}
