import * as av from 'node-av';
import type { ColourDescription } from 'dynamics-codec/picture';
import { MediaError, assumedMatrix } from 'dynamics-codec/source';
import { isFullRangeFormat, isPlanarYuv } from './native-frame.js';

/** @throws MediaError `UNSUPPORTED` where a transfer function is that of high dynamic range */
export function refuseHighDynamicRange(label: string, transfer: number): void {
  const name = transfer === av.AVCOL_TRC_SMPTE2084 ? 'PQ' : transfer === av.AVCOL_TRC_ARIB_STD_B67 ? 'HLG' : undefined;
  if (name)
    throw new MediaError(
      'UNSUPPORTED',
      `${label} has high dynamic range (${name}); convert it to standard range first`,
    );
}

/**
 * How a frame's samples are to be read; of RGB how a video made of it is to be tagged.
 * @throws MediaError `UNSUPPORTED` where the matrix is not known here
 */
export function colourOf(label: string, frame: av.Frame): ColourDescription {
  const matrix = matrixOf(frame);
  if (matrix === undefined)
    throw new MediaError(
      'UNSUPPORTED',
      `${label} is coded in a colour matrix (H.273 number ${frame.colorSpace}) that is not known here; convert it to BT.709 first`,
    );
  const full = frame.colorRange === av.AVCOL_RANGE_JPEG || isFullRangeFormat(frame.format);
  return { matrix, range: full && frame.colorSpace !== av.AVCOL_SPC_RGB ? 'full' : 'limited' };
}

function matrixOf(frame: av.Frame): ColourDescription['matrix'] | undefined {
  switch (frame.colorSpace) {
    case av.AVCOL_SPC_BT709:
    case av.AVCOL_SPC_SMPTE240M:
      return 'bt709';
    case av.AVCOL_SPC_BT470BG:
    case av.AVCOL_SPC_SMPTE170M:
    case av.AVCOL_SPC_FCC:
      return 'bt601';
    case av.AVCOL_SPC_BT2020_NCL:
      return 'bt2020';
    case av.AVCOL_SPC_RGB:
      return isPlanarYuv(frame.format) ? undefined : assumedMatrix(frame.height);
    case av.AVCOL_SPC_UNSPECIFIED:
    case av.AVCOL_SPC_RESERVED:
      return assumedMatrix(frame.height);
    default:
      return undefined;
  }
}
