import type { EncodeProgress } from 'dynamics-codec';
import type { JobProgress, JobStage } from './protocol.js';

/**
 * Where the parts of a job begin on the scale from 0 to 1, by the time they take on clips of four seconds at 256 and 384
 * pixels; the last number is the end. Behind each part of an encode stands the encoder's own fraction at its beginning.
 */
const SCALE = { reading: 0, flow: 0.06, modes: 0.34, bytes: 0.5, checking: 0.8, rival: 0.9, end: 1 } as const;
const ENCODER = [
  [0, SCALE.flow],
  [0.6, SCALE.modes],
  [0.7, SCALE.bytes],
  [1, SCALE.checking],
] as const;

/** Brings the progress of all parts of a job onto one scale that never falls. */
export class JobProgressScale {
  private highest = 0;

  constructor(private readonly onProgress: (progress: JobProgress) => void) {}

  /** Progress of the encoder. */
  encode({ stage, fraction, framesRead, framesTotal }: EncodeProgress): void {
    if (stage === 'reading' && fraction === 0) {
      const share = framesTotal === undefined ? 0 : Math.min(1, framesRead / framesTotal);
      this.report(stage, SCALE.flow * share, SCALE.flow);
      return;
    }
    const part = ENCODER.findIndex(([from], index) => index > 0 && fraction < from);
    const [to, upper] = ENCODER[part < 0 ? ENCODER.length - 1 : part]!;
    const [from, lower] = ENCODER[part < 0 ? ENCODER.length - 2 : part - 1]!;
    this.report(stage, lower + ((upper - lower) * (fraction - from)) / (to - from), upper);
  }

  /** Progress of what comes after, 0 to 1. */
  after(stage: 'checking' | 'rival', share: number): void {
    const end = stage === 'checking' ? SCALE.rival : SCALE.end;
    this.report(stage, SCALE[stage] + (end - SCALE[stage]) * Math.min(1, share), end);
  }

  private report(stage: JobStage, fraction: number, partEnd: number): void {
    this.highest = Math.max(this.highest, fraction);
    this.onProgress({ stage, fraction: this.highest, partEnd: Math.max(partEnd, this.highest) });
  }
}
