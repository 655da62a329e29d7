import type { EncodeProgress } from '../../codec/index.js';
import type { JobProgress, JobStage } from './protocol.js';

/** Where each part of a job begins on the scale from 0 to 1, and how much of it it is. */
const PARTS = { reading: [0, 0.06], encode: [0.06, 0.76], checking: [0.82, 0.06], rival: [0.88, 0.12] } as const;

/** Brings the progress of all parts of a job onto one scale that never falls. */
export class JobProgressScale {
  private highest = 0;

  constructor(private readonly onProgress: (progress: JobProgress) => void) {}

  /** Progress of the encoder. */
  encode(progress: EncodeProgress): void {
    const { stage, fraction, framesRead, framesTotal } = progress;
    if (stage === 'reading' && fraction === 0) this.report(stage, 'reading', framesTotal === undefined ? 0 : framesRead / framesTotal);
    else this.report(stage, 'encode', fraction);
  }

  /** Progress of what comes after, 0 to 1. */
  after(stage: 'checking' | 'rival', share: number): void {
    this.report(stage, stage, share);
  }

  private report(stage: JobStage, part: keyof typeof PARTS, share: number): void {
    const [start, size] = PARTS[part];
    this.highest = Math.max(this.highest, start + size * Math.min(share, 1));
    this.onProgress({ stage, fraction: this.highest });
  }
}
