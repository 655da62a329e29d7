import { InvalidOptionError } from 'dynamics-codec/picture';

/** What a live input names, for FFmpeg. */
export interface LiveAddress {
  readonly kind: 'pipe' | 'rtsp' | 'http';
  readonly url: string;
}

/**
 * What a live input names: `-` is standard input, anything else an address of RTSP, or of HLS and other video over HTTP.
 * @throws InvalidOptionError
 */
export function liveAddress(input: string): LiveAddress {
  if (input === '-') return { kind: 'pipe', url: 'pipe:0' };
  const protocol = /^([a-z]+):\/\/[^\s/]/i.exec(input)?.[1]?.toLowerCase();
  if (protocol === 'rtsp' || protocol === 'rtsps') return { kind: 'rtsp', url: input };
  if (protocol === 'http' || protocol === 'https') return { kind: 'http', url: input };
  throw new InvalidOptionError('input', 'an address of rtsp, http or https, or - for standard input', input);
}

/** An address without user and password, for messages. */
export function withoutSecrets(input: string): string {
  return input.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}
