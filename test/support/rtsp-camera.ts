/** @file A camera of RTSP for tests: one track of H.264 over the connection of the requests (RFC 2326, RFC 6184). */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A camera that listens. */
export interface RtspCamera {
  readonly url: string;
  close(): void;
}

/** Units of 90 kHz between two frames at 25 frames a second. */
const TICKS = 3600;
/** The camera is ten times as fast as time. Milliseconds. */
const PAUSE_MS = 4;
const SOURCE = 0x1234;
const [SPS, PPS, SLICE, KEY_SLICE] = [7, 8, 1, 5];

/** Shows a clip once to whoever connects, and says good-bye. @param clip H.264 with start codes, one slice a frame */
export async function startCamera(clip: Buffer): Promise<RtspCamera> {
  const units = unitsOf(clip);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        socket.write(answerTo(request, units));
        if (request.startsWith('PLAY')) void show(socket, units);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `rtsp://viewer:secret@127.0.0.1:${port}/stream`, close: () => void server.close() };
}

function answerTo(request: string, units: readonly Buffer[]): string {
  const [method, url] = request.split(' ');
  const head = `RTSP/1.0 200 OK\r\nCSeq: ${/^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0'}\r\n`;
  switch (method) {
    case 'OPTIONS':
      return `${head}Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n`;
    case 'DESCRIBE': {
      const sets = [SPS, PPS].map((type) => units.find((unit) => typeOf(unit) === type)!.toString('base64'));
      const sdp = [
        'v=0',
        'o=- 0 0 IN IP4 127.0.0.1',
        's=camera',
        't=0 0',
        'm=video 0 RTP/AVP 96',
        'a=rtpmap:96 H264/90000',
        `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sets.join(',')}`,
        'a=framerate:25',
        'a=control:track1',
        '',
      ].join('\r\n');
      return `${head}Content-Base: ${url}/\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`;
    }
    case 'SETUP':
      return `${head}Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n\r\n`;
    case 'PLAY':
      return `${head}Session: 1\r\nRange: npt=0-\r\nRTP-Info: url=${url}/track1;seq=0;rtptime=0\r\n\r\n`;
    default:
      return `${head}Session: 1\r\n\r\n`;
  }
}

async function show(socket: Socket, units: readonly Buffer[]): Promise<void> {
  let [frame, sequence] = [0, 0];
  for (const unit of units) {
    const last = typeOf(unit) === SLICE || typeOf(unit) === KEY_SLICE;
    const head = Buffer.alloc(12);
    head.writeUInt8(0x80, 0);
    head.writeUInt8((last ? 0x80 : 0) | 96, 1);
    head.writeUInt16BE(sequence++, 2);
    head.writeUInt32BE(frame * TICKS, 4);
    head.writeUInt32BE(SOURCE, 8);
    if (socket.destroyed) return;
    socket.write(interleaved(0, Buffer.concat([head, unit])));
    if (!last) continue;
    frame++;
    await pause(PAUSE_MS);
  }
  const bye = Buffer.from([0x81, 203, 0, 1, 0, 0, SOURCE >> 8, SOURCE & 255]);
  socket.end(interleaved(1, bye));
}

function interleaved(channel: number, packet: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255]), packet]);
}

function typeOf(unit: Buffer): number {
  return unit.readUInt8(0) & 31;
}

/** The units between start codes. */
function unitsOf(clip: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = clip.indexOf('\0\0\x01', 0, 'latin1'); at >= 0; at = clip.indexOf('\0\0\x01', at + 3, 'latin1'))
    starts.push(at + 3);
  return starts.map((start, i) => {
    let end = i + 1 < starts.length ? starts[i + 1]! - 3 : clip.length;
    while (end > start && clip.readUInt8(end - 1) === 0) end--;
    return clip.subarray(start, end);
  });
}
