import * as av from 'node-av';
import { MediaError } from 'dynamics-codec/source';
import type { LiveAddress } from './live-address.js';

/** Demuxers for what arrives without an end; none of them opens files. */
const FORMATS = {
  pipe: 'yuv4mpegpipe,mpegts,matroska,webm,flv,nut,avi,mjpeg,mpjpeg,h264,hevc,ivf,obu,mpeg,mpegvideo,ogg,mov,mp4',
  rtsp: 'rtsp,sdp,rtp',
  http: 'hls,mpegts,matroska,webm,flv,mpjpeg,mjpeg,mov,mp4,aac,webvtt',
} as const;
const PROTOCOLS = {
  pipe: 'pipe',
  rtsp: 'rtsp,rtp,udp,tcp,tls,https,http,crypto',
  http: 'http,https,tcp,tls,crypto,hls',
} as const;
/** After so long without a byte a camera counts as gone. Microseconds. */
const SILENCE = 20_000_000;

/**
 * Opens a live input: standard input or an address. Nothing that it names leads to a file of this machine.
 * @throws MediaError `NOT_A_VIDEO`
 */
export async function openLiveInput(
  format: av.FormatContext,
  { kind, url }: LiveAddress,
  label: string,
): Promise<void> {
  const options = av.Dictionary.fromObject({
    format_whitelist: FORMATS[kind],
    protocol_whitelist: PROTOCOLS[kind],
    ...(kind === 'pipe' ? {} : { timeout: String(SILENCE), rw_timeout: String(SILENCE) }),
    ...(kind === 'rtsp' ? { rtsp_transport: 'tcp' } : {}),
    analyzeduration: '2000000',
  });
  const code = await format.openInput(url, null, options);
  if (code >= 0) return;
  const reason =
    kind === 'pipe'
      ? 'is no video that can be read as it comes'
      : `cannot be played (open: ${av.FFmpegError.strerror(code)})`;
  throw new MediaError('NOT_A_VIDEO', `${label} ${reason}`);
}
