/**
 * @file A group of which not every frame is looked at: what is measured at some frames, evenly apart, is read off at all of
 * them. Motion that is followed so swings no faster than half of what the frames that are looked at can show.
 */

/** The frames of a group that are looked at: every `stride`-th to either side of the key frame, and that itself. */
export function sampledFrames(count: number, keyFrame: number, stride: number): number[] {
  const first = keyFrame % stride;
  return Array.from({ length: Math.ceil((count - first) / stride) }, (_, i) => first + i * stride);
}

/**
 * A series of values at all frames from 0 to `count - 1`: Catmull-Rom between those that are known, on straight beyond.
 * @param samples values at `frames`
 * @param frames as of {@link sampledFrames}
 * @returns the samples themselves where they are all there is
 */
export function overAllFrames(samples: Float32Array, frames: readonly number[], count: number): Float32Array {
  const last = samples.length - 1;
  if (samples.length === count || last < 0) return samples;
  const first = frames[0]!;
  const stride = last === 0 ? 1 : frames[1]! - first;
  return Float32Array.from({ length: count }, (_, t) => {
    const place = (t - first) / stride;
    const before = Math.min(Math.max(Math.floor(place), 0), Math.max(last - 1, 0));
    return between(place - before, (i) => sampleAt(samples, before + i));
  });
}

/** Where a series has ended it goes on straight. */
function sampleAt(samples: Float32Array, i: number): number {
  const last = samples.length - 1;
  if (i < 0) return 2 * samples[0]! - samples[Math.min(-i, last)]!;
  return i <= last ? samples[i]! : 2 * samples[last]! - samples[Math.max(2 * last - i, 0)]!;
}

/** Value at a place from the sample before it; straight where that is none of those around it. */
function between(place: number, at: (i: number) => number): number {
  const [a, b] = [at(0), at(1)];
  if (place <= 0 || place >= 1) return a + place * (b - a);
  const [before, after] = [at(-1), at(2)];
  const bend = 2 * before - 5 * a + 4 * b - after;
  return a + (place / 2) * (b - before + place * (bend + place * (3 * (a - b) + after - before)));
}
