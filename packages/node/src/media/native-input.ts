import { resolve } from 'node:path';
import * as av from 'node-av';
import { MediaError } from 'dynamics-codec/source';
import type { ContainerSniff } from './container.js';

/** Demuxers that are open to callers: self-contained files only. FFmpeg would follow what others name. */
const FORMATS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,gif,webp_anim,avi,mpegts,mpeg,mpegvideo,ogg,flv,ivf,h264,hevc,obu,apng,' +
  'asf,dv,mjpeg,m4v,mxf,nut,vc1,yuv4mpegpipe';

/** Opens a local file, as one of the formats that are let in. @returns FFmpeg's code, negative where it fails */
export function openInput(format: av.FormatContext, path: string, sniff: ContainerSniff): Promise<number> {
  const options = av.Dictionary.fromObject({ format_whitelist: FORMATS, protocol_whitelist: 'file' });
  const known = sniff.kind === 'jpeg' ? av.InputFormat.findInputFormat('mjpeg') : null;
  return format.openInput(`file:${resolve(path)}`, known, options);
}

/** Leaves all streams but one unread. */
export function readOnly(format: av.FormatContext, index: number): void {
  for (const stream of format.streams) if (stream.index !== index) stream.discard = av.AVDISCARD_ALL;
}

/**
 * Opens the decoder of a stream; free it.
 * @param label of the file, for errors
 * @throws MediaError `UNSUPPORTED`
 */
export async function openDecoder(stream: av.Stream, label: string): Promise<av.CodecContext> {
  const { codecId } = stream.codecpar;
  const codec = decoderWithAlpha(stream) ?? av.Codec.findDecoder(codecId);
  if (!codec) {
    throw new MediaError(
      'UNSUPPORTED',
      `${label} uses the codec ${av.avGetCodecName(codecId) ?? 'unknown'}, which has no decoder here`,
    );
  }
  const decoder = new av.CodecContext();
  try {
    decoder.allocContext3(codec);
    av.FFmpegError.throwIfError(decoder.parametersToContext(stream.codecpar), 'read codec parameters');
    decoder.pktTimebase = stream.timeBase;
    decoder.threadCount = 2;
    if ((await decoder.open2(codec)) < 0) {
      throw new MediaError(
        'UNSUPPORTED',
        `${label} uses the codec ${codec.name ?? 'unknown'} in a way that its decoder does not take`,
      );
    }
    return decoder;
  } catch (error) {
    decoder.freeContext();
    throw error;
  }
}

/** FFmpeg's own decoders of VP8 and VP9 know no alpha. */
function decoderWithAlpha(stream: av.Stream): av.Codec | null {
  if (stream.metadata?.get('alpha_mode') !== '1') return null;
  switch (stream.codecpar.codecId) {
    case av.AV_CODEC_ID_VP9:
      return av.Codec.findDecoderByName(av.FF_DECODER_LIBVPX_VP9);
    case av.AV_CODEC_ID_VP8:
      return av.Codec.findDecoderByName(av.FF_DECODER_LIBVPX_VP8);
    default:
      return null;
  }
}
