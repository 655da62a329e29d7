import { nodeStills } from '@dynamics-codec/node';
import { Decoder } from 'dynamics-codec';
import { pictureToRgb } from 'dynamics-codec/picture';
import sharp from 'sharp';

/** The first picture of a stream as WebP, for pages that show it before anything moves. @throws as `Decoder.open` */
export async function posterOf(stream: Uint8Array): Promise<Buffer> {
  const decoder = await Decoder.open(stream, { stills: nodeStills(), generator: 'classical' });
  try {
    const picture = await decoder.frameAt(0);
    const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
    return await sharp(pictureToRgb(picture, 3), { raw }).webp({ quality: 80 }).toBuffer();
  } finally {
    decoder.close();
  }
}
