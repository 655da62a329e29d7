import type { BenchResults } from '../results.js';
/** Options of {@link writeReport}. */
export interface ReportOptions {
  readonly bitrate?: number;
  readonly anchors?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number, stage: string) => void;
}
export async function writeReport(_results: BenchResults, _path: string, _options: ReportOptions = {}): Promise<void> { await Promise.resolve(); }
