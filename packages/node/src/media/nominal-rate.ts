import * as av from 'node-av';
import { framesPerSecond, type FrameRate } from 'dynamics-codec/picture';
import { movingRate, neatRate, usualRate } from 'dynamics-codec/source';

/** Enough to tell a rate by, and read in a moment. */
const MOST_PACKETS = 6000;
/** Even times have a declared and a mean rate that differ by no more. */
const EVEN = 0.01;
/** Browsers show a picture of an animation that asks for no more than a hundredth of a second for a tenth. Seconds. */
const TOO_SHORT = 0.0101;
const SHOWN_INSTEAD = 0.1;

/** A constant rate for a stream, and what is to be told of it. */
export interface NominalRate {
  readonly rate: FrameRate;
  readonly note: string | undefined;
  /** Seconds, where it is not what the file says. */
  readonly duration?: number;
}

/** How long browsers show a picture of a GIF, an animated WebP or an animated PNG. @param asked seconds */
export function animationDelay(asked: number): number {
  return asked <= TOO_SHORT ? SHOWN_INSTEAD : asked;
}

/**
 * The declared rate of a stream where its times are even; else the rate of the part that moves, for which the times of
 * its packets are read. Holds do not count: they repeat a picture.
 * @param reopen opens the file once more, from its beginning
 */
export async function nominalRate(stream: av.Stream, reopen: () => Promise<av.FormatContext>): Promise<NominalRate> {
  const mean = perSecond(stream.avgFrameRate);
  const declared = evenRate(stream);
  if (declared) return { rate: declared, note: undefined };
  const tick = stream.timeBase.num / stream.timeBase.den;
  const { times, durations } = await packetTimes(await reopen(), stream.index, tick);
  const moving = movingRate(times, tick);
  if (!moving) return { rate: mean > 0 ? neatRate(mean) : { numerator: 25, denominator: 1 }, note: undefined };
  return { rate: moving, note: noteOf(moving, times.length, times.at(-1)! + durations.at(-1)! - times[0]!) };
}

/** The rate that a stream declares, or comes at so far; 25 where it says nothing of use. */
export function declaredRate(stream: av.Stream): NominalRate {
  const mean = perSecond(stream.avgFrameRate);
  const rate = evenRate(stream) ?? (mean > 0 && mean <= 240 ? neatRate(mean) : { numerator: 25, denominator: 1 });
  return { rate, note: undefined };
}

/**
 * The rate of an animated picture as browsers show it.
 * @param reopen opens the file once more, from its beginning
 */
export async function animationRate(stream: av.Stream, reopen: () => Promise<av.FormatContext>): Promise<NominalRate> {
  const tick = stream.timeBase.num / stream.timeBase.den;
  const { durations } = await packetTimes(await reopen(), stream.index, tick);
  const times: number[] = [];
  let end = 0;
  for (const duration of durations) {
    times.push(end);
    end += animationDelay(duration);
  }
  const rate = movingRate(times, tick) ?? neatRate(Math.max(1, times.length) / Math.max(end, tick));
  return {
    rate,
    note: noteOf(rate, times.length, end),
    ...(durations.length < MOST_PACKETS ? { duration: end } : {}),
  };
}

/** Tells where pictures are held: there are fewer than the rate gives in the seconds that the clip lasts. */
function noteOf(rate: FrameRate, pictures: number, lasts: number): string | undefined {
  const fps = framesPerSecond(rate);
  if (!(pictures + 0.5 < fps * lasts * 0.98)) return undefined;
  return `shows its pictures for different times: it is read at ${Math.round(fps * 100) / 100} frames per second, the rate of the part that moves, and a picture that is held is repeated (fps chooses another rate)`;
}

function evenRate(stream: av.Stream): FrameRate | undefined {
  const mean = perSecond(stream.avgFrameRate);
  const base = perSecond(stream.rFrameRate);
  if (!(base > 0 && base <= 240) || (mean > 0 && Math.abs(base / mean - 1) >= EVEN)) return undefined;
  const { num, den } = stream.rFrameRate;
  return usualRate(base) ?? { numerator: num, denominator: den };
}

/** When and for how long the pictures of a stream are shown, in order of time, seconds. Closes the file. */
async function packetTimes(
  format: av.FormatContext,
  index: number,
  tick: number,
): Promise<{ times: number[]; durations: number[] }> {
  const packet = new av.Packet();
  packet.alloc();
  const read: [time: number, duration: number][] = [];
  try {
    while (read.length < MOST_PACKETS && (await format.readFrame(packet)) >= 0) {
      const shown = packet.streamIndex === index && !packet.hasFlags(av.AV_PKT_FLAG_DISCARD);
      const time = packet.pts === av.AV_NOPTS_VALUE ? packet.dts : packet.pts;
      if (shown && time !== av.AV_NOPTS_VALUE) read.push([Number(time) * tick, Number(packet.duration) * tick]);
      packet.unref();
    }
  } finally {
    packet.free();
    await format.closeInput();
  }
  read.sort(([a], [b]) => a - b);
  return { times: read.map(([time]) => time), durations: read.map(([, duration]) => duration) };
}

function perSecond(rate: av.IRational): number {
  return rate.num > 0 && rate.den > 0 ? rate.num / rate.den : 0;
}
