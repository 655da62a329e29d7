/**
 * @file Reads containers through FFmpeg's demuxers and decoders (node-av).
 *
 * The first frame is decoded while opening: only then are size, sample format, colour tags and the time of the first
 * picture known for certain. Exactly one native frame lives at a time. Only local files of a few listed formats are
 * opened: FFmpeg would otherwise follow addresses and play lists that a file names.
 */
import * as av from 'node-av';
import { MAX_SIDE, framesPerSecond, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { sniffContainer, type ContainerSniff } from './container.js';
import { Deinterlacer, isInterlaced } from './deinterlacer.js';
import { HandleQueue } from './handle-queue.js';
import { MediaError, neatRate, throwIfAborted } from 'dynamics-codec/source';
import { colourOf, refuseHighDynamicRange } from './native-colour.js';
import { FrameReader } from './native-frame.js';
import type { LiveAddress } from './live-address.js';
import { openLiveInput } from './live-input.js';
import { openDecoder, openInput, readOnly } from './native-input.js';
import { animationDelay, animationRate, declaredRate, nominalRate, type NominalRate } from './nominal-rate.js';
import { PictureClock } from './picture-clock.js';
import { pixelAspect, squareSize, stretchPicture, type Size } from './square-pixels.js';
import { orientPicture, orientationOf, swapsSides, type Orientation } from 'dynamics-codec/source';
import type { TimedPicture, TimedSource } from 'dynamics-codec/source';

const DEINTERLACED = 'is interlaced: pictures are made of its fields, one for each frame';

/** Demuxers of animated pictures. */
const ANIMATIONS: ReadonlySet<string> = new Set(['gif', 'webp_anim', 'apng']);

/** @throws MediaError see {@link MediaError} */
export async function openNative(path: string, label: string, signal?: AbortSignal): Promise<TimedSource> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const sniff = await sniffContainer(path);
  return opened(new NativeReader(label, sniff, signal), path, label);
}

/**
 * Opens what arrives without an end and cannot be read twice: its rate is the one that it declares, 25 where it does not.
 * @throws MediaError see {@link MediaError}
 */
export async function openNativeLive(address: LiveAddress, label: string, signal?: AbortSignal): Promise<TimedSource> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  return opened(new NativeReader(label, ARRIVING, signal, address), address.url, label);
}

/** What a reader opens; where it fails, it is closed. */
async function opened(reader: NativeReader, path: string, label: string): Promise<TimedSource> {
  try {
    return await reader.open(path);
  } catch (error) {
    await reader.close();
    throw typedError(label, error);
  }
}

/** What is known of a container that is still arriving. */
const ARRIVING: ContainerSniff = { kind: 'unknown', truncated: false, bytes: 0, head: new Uint8Array(0) };

/** FFmpeg's own errors as errors of this package; others as they are. */
function typedError(label: string, error: unknown): unknown {
  if (!(error instanceof av.FFmpegError)) return error;
  return new MediaError('TRUNCATED', `${label} is damaged (${error.message})`, { cause: error });
}

class NativeReader {
  private readonly format = new av.FormatContext();
  private readonly packet = new av.Packet();
  private readonly frame = new av.Frame();
  private decoder: av.CodecContext | undefined;
  private deinterlacer: Deinterlacer | undefined;
  private frameReader: FrameReader | undefined;
  private stream!: av.Stream;
  private colour!: ColourDescription;
  private orientation: Orientation | undefined;
  private square: Size = { width: 0, height: 0 };
  private firstWidth = 0;
  private firstHeight = 0;
  private startTime = 0;
  /** Whether pictures say when they are shown; a stream where they do not is read from its beginning. */
  private timed = false;
  private framesDecoded = 0;
  /** Packets that are to be shown: those outside an edit list only serve to decode others. */
  private framesSent = 0;
  private readFailed = false;
  private step = 1 / 25;
  private drained = false;
  private opened = false;
  /** Whatever touches a native object is a step of this queue. */
  private readonly calls = new HandleQueue(
    () => new MediaError('ABORTED', `${this.label} was closed while it was being read`),
  );

  constructor(
    private readonly label: string,
    private readonly sniff: ContainerSniff,
    private readonly signal: AbortSignal | undefined,
    /** Of what arrives without an end. */
    private readonly live?: LiveAddress,
  ) {}

  open(path: string): Promise<TimedSource> {
    return this.calls.run(() => this.start(path));
  }

  close(): Promise<void> {
    return this.calls.close(() => this.free());
  }

  private async start(path: string): Promise<TimedSource> {
    this.packet.alloc();
    this.frame.alloc();
    await this.openContainer(path);
    this.decoder = await openDecoder(this.stream, this.label);
    if (!(await this.nextFrame())) {
      if (this.sniff.truncated) throw this.truncated();
      throw new MediaError('NO_FRAMES', `${this.label} holds no picture that can be decoded`);
    }
    const codecName = av.avGetCodecName(this.stream.codecpar.codecId) ?? 'unknown';
    this.readFirstFrame();
    const turned = this.orientation !== undefined && swapsSides(this.orientation);
    const { rate, note, duration = this.duration() } = await this.rate(path);
    this.step = 1 / framesPerSecond(rate);
    return {
      width: turned ? this.square.height : this.square.width,
      height: turned ? this.square.width : this.square.height,
      frameRate: rate,
      duration,
      colour: this.colour,
      hasAudio: this.format.streams.some((stream) => stream.codecpar.codecType === av.AVMEDIA_TYPE_AUDIO),
      container: this.containerName(),
      codec: codecName,
      notes: [...(this.deinterlacer ? [DEINTERLACED] : []), ...(note === undefined ? [] : [note])],
      startTime: this.startTime,
      pictures: (from) => this.pictures(from),
      close: () => this.close(),
    };
  }

  private async free(): Promise<void> {
    this.frameReader?.close();
    this.deinterlacer?.close();
    this.frame.free();
    this.packet.free();
    this.decoder?.freeContext();
    if (this.opened) await this.format.closeInput();
  }

  private async openContainer(path: string): Promise<void> {
    if (this.live !== undefined) await openLiveInput(this.format, this.live, this.label);
    else if ((await openInput(this.format, path, this.sniff)) < 0) {
      if (this.sniff.kind !== 'unknown') throw this.truncated();
      throw new MediaError(
        'NOT_A_VIDEO',
        `${this.label} is not a video in a format that is known here (mp4, mov, mkv, webm, avi, mpg, ts, wmv, dv, gif, webp, apng, avif, y4m and others); convert it to mp4 first`,
      );
    }
    this.opened = true;
    throwIfAborted(this.signal);
    if ((await this.format.findStreamInfo()) < 0 && this.sniff.truncated) throw this.truncated();
    const index = this.format.findBestStream(av.AVMEDIA_TYPE_VIDEO);
    const stream = index < 0 ? undefined : this.format.streams[index];
    if (!stream) {
      if (this.sniff.truncated) throw this.truncated();
      throw new MediaError('NOT_A_VIDEO', `${this.label} has no video track`);
    }
    this.stream = stream;
    readOnly(this.format, index);
    assertSides(this.label, stream.codecpar.width, stream.codecpar.height);
    const matrix = stream.codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX);
    const orientation = matrix ? orientationOf(matrix) : undefined;
    if (orientation === 'oblique') {
      throw new MediaError('UNSUPPORTED', `${this.label} is turned by an angle that is no multiple of 90 degrees`);
    }
    this.orientation = orientation;
  }

  private rate(path: string): NominalRate | Promise<NominalRate> {
    const shown = Number(this.frame.duration) * this.tick();
    if (!this.timed && shown > 0) return { rate: neatRate(1 / shown), note: undefined };
    if (this.live !== undefined) return declaredRate(this.stream);
    const reopen = () => this.reopen(path);
    return this.animated() ? animationRate(this.stream, reopen) : nominalRate(this.stream, reopen);
  }

  /** Whether this is an animated picture, which says of each picture how long it is shown. */
  private animated(): boolean {
    return ANIMATIONS.has(this.format.iformat?.name ?? '');
  }

  private async reopen(path: string): Promise<av.FormatContext> {
    const format = new av.FormatContext();
    av.FFmpegError.throwIfError(await openInput(format, path, this.sniff), 'open a file once more');
    await format.findStreamInfo();
    readOnly(format, this.stream.index);
    return format;
  }

  private readFirstFrame(): void {
    const { frame, stream } = this;
    assertSides(this.label, frame.width, frame.height);
    refuseHighDynamicRange(this.label, frame.colorTrc);
    this.colour = colourOf(this.label, frame);
    this.frameReader = new FrameReader(this.colour);
    const ratio = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : frame.sampleAspectRatio;
    this.square = squareSize(frame, pixelAspect(ratio.num, ratio.den));
    this.timed = this.frameTime() !== undefined;
    this.startTime = this.frameTime() ?? 0;
  }

  private async *pictures(from: number): AsyncGenerator<TimedPicture, void, undefined> {
    const animated = this.animated();
    if (from > 0 && this.timed && !animated) await this.calls.run(() => this.seek(this.startTime + from));
    const clock = this.clock();
    let before = 0;
    const timedPicture = (): TimedPicture => {
      const time = clock.next(animated ? undefined : this.frameTime(), before);
      const asked = Number(this.frame.duration) * this.tick();
      const duration = (before = animated ? animationDelay(asked) : asked);
      return { picture: this.pictureOrError(), time, duration };
    };
    do {
      throwIfAborted(this.signal);
      yield await this.calls.run(timedPicture);
    } while (await this.calls.run(() => this.nextFrame()));
    await this.calls.run(() => {
      this.assertWhole();
    });
  }

  private clock(): PictureClock {
    const jumps = ((this.format.iformat?.flags ?? 0) & av.AVFMT_TS_DISCONT) !== 0;
    return new PictureClock(this.startTime, this.step, jumps);
  }

  private assertWhole(): void {
    const damaged = this.sniff.kind === 'isobmff' && (this.readFailed || this.framesDecoded < this.framesSent * 0.5);
    if (this.sniff.truncated || damaged) throw this.truncated(Math.max(Number(this.stream.nbFrames), this.framesSent));
  }

  private pictureOrError(): Picture {
    try {
      return this.currentPicture();
    } catch (error) {
      throw typedError(this.label, error);
    }
  }

  private currentPicture(): Picture {
    const square = stretchPicture(this.frameReader!.picture(this.frame), this.square);
    return this.orientation ? orientPicture(square, this.orientation) : square;
  }

  private async seek(time: number): Promise<void> {
    const target = BigInt(Math.floor(time / seconds(this.stream.timeBase)));
    if ((await this.format.seekFrame(this.stream.index, target, av.AVSEEK_FLAG_BACKWARD)) < 0) return;
    this.decoder!.flushBuffers();
    this.deinterlacer?.close();
    this.deinterlacer = undefined;
    this.drained = false;
    if (!(await this.nextFrame())) {
      throw new MediaError('NO_FRAMES', `${this.label} has no picture at ${time} seconds`);
    }
  }

  /** Decodes the next frame into `frame`; false at the end. */
  private async nextFrame(): Promise<boolean> {
    const decoder = this.decoder!;
    for (;;) {
      throwIfAborted(this.signal);
      this.calls.assertOpen();
      if (await this.deinterlacer?.pull(this.frame)) return true;
      const received = await decoder.receiveFrame(this.frame);
      if (received >= 0) {
        this.framesDecoded++;
        this.assertSameSize();
        if (!this.deinterlacer && !isInterlaced(this.frame)) return true;
        this.deinterlacer ??= await Deinterlacer.open(this.frame, this.stream.timeBase);
        await this.deinterlacer.push(this.frame);
        continue;
      }
      this.assertKnown(received);
      if (received === av.AVERROR_EOF || this.drained) {
        if (await this.deinterlacer?.end()) continue;
        return false;
      }
      if (received !== av.AVERROR_EAGAIN) continue;
      await this.feed(decoder);
    }
  }

  private async feed(decoder: av.CodecContext): Promise<void> {
    const code = await this.format.readFrame(this.packet);
    if (code < 0) {
      this.readFailed ||= code !== av.AVERROR_EOF;
      this.drainedOnce(await decoder.sendPacket(null));
      return;
    }
    if (this.packet.streamIndex === this.stream.index) {
      if (!this.packet.hasFlags(av.AV_PKT_FLAG_DISCARD)) this.framesSent++;
      this.assertKnown(await decoder.sendPacket(this.packet));
    }
    this.packet.unref();
  }

  private assertSameSize(): void {
    const { width, height } = this.frame;
    this.firstWidth ||= width;
    this.firstHeight ||= height;
    if (width !== this.firstWidth || height !== this.firstHeight)
      throw new MediaError('UNSUPPORTED', `${this.label} changes its size in mid-stream; convert it to one size first`);
  }

  private assertKnown(code: number): void {
    if (code !== av.AVERROR_PATCHWELCOME) return;
    const name = av.avGetCodecName(this.stream.codecpar.codecId) ?? 'its codec';
    throw new MediaError('UNSUPPORTED', `${this.label} uses a part of ${name} that the decoder here does not know`);
  }

  private drainedOnce(code: number): void {
    if (code < 0) this.drained = true;
  }

  private frameTime(): number | undefined {
    const time = this.frame.bestEffortTimestamp;
    return time === av.AV_NOPTS_VALUE ? undefined : Number(time) * this.tick();
  }

  /** Unit of the times of frames, seconds. */
  private tick(): number {
    return this.deinterlacer?.tick ?? seconds(this.stream.timeBase);
  }

  private duration(): number | undefined {
    const own = this.stream.duration;
    if (own !== av.AV_NOPTS_VALUE && own > 0n) return Number(own) * seconds(this.stream.timeBase);
    const whole = this.format.duration;
    return whole !== av.AV_NOPTS_VALUE && whole > 0n ? Number(whole) / 1e6 : undefined;
  }

  private containerName(): string {
    if (this.sniff.kind === 'isobmff') return 'mp4';
    if (this.sniff.kind === 'matroska' && /\.webm"$/i.test(this.label)) return 'webm';
    return this.sniff.kind === 'unknown' ? (this.format.iformat?.name?.split(',')[0] ?? 'unknown') : this.sniff.kind;
  }

  private truncated(declared = 0): MediaError {
    const after = declared > 0 ? ` after ${this.framesDecoded} of ${declared} frames` : '';
    return new MediaError('TRUNCATED', `${this.label} ends early or is damaged${after}`);
  }
}

function seconds(timeBase: av.IRational): number {
  return timeBase.num / timeBase.den;
}

function assertSides(label: string, width: number, height: number): void {
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new MediaError('TOO_LARGE', `${label} is ${width}x${height}; sides may have at most ${MAX_SIDE} pixels`);
  }
}
