import type { FrameSamples } from '@dynamics-codec/metrics';
import { chromaSide, pictureFromYuv, pictureToYuv, type ColourDescription, type Picture } from 'dynamics-codec/picture';

/** The samples that a file with these tags would hold of a picture: 8 bits, 4:2:0, chroma beside the even columns. */
export function samplesOf(picture: Picture, colour: ColourDescription): FrameSamples {
  const { width, height, y, u, v } = pictureToYuv(picture, colour, 'left');
  return { width, height, y: Uint8Array.from(y), u: Uint8Array.from(u), v: Uint8Array.from(v) };
}

/** The picture that samples of a file with these tags show. */
export function pictureOf(samples: FrameSamples, colour: ColourDescription): Picture {
  const { width } = samples;
  return pictureFromYuv(
    { ...samples, yStride: width, uvStride: chromaSide(width), subsampling: '4:2:0', bitDepth: 8, chromaSite: 'left' },
    colour,
  );
}
