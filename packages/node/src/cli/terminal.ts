import { clamp } from 'dynamics-codec/math';
import { SingleBar } from 'cli-progress';
import { writeToStandardOutput } from '../media/atomic-file.js';
import { printable, printableJson } from './printable.js';

/** A progress bar on standard error; silent where that is no terminal. */
export interface Progress {
  /** @param fraction 0 to 1 */
  update(fraction: number, stage: string): void;
  stop(): void;
}

/** Starts a progress bar. Always stop it, also after an error. */
export function startProgress(label: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {stage}`,
    stream: process.stderr,
    barsize: 28,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    autopadding: true,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  bar.start(1000, 0, { stage: '' });
  return {
    update: (fraction, stage) => {
      bar.update(Math.round(1000 * clamp(fraction, 0, 1)), { stage: printable(stage) });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** A remark for people, always on standard error so that it never mixes with data. @param program what the line begins with */
export function remark(text: string, program = 'dync'): void {
  process.stderr.write(`${program}: ${printable(text)}\n`);
}

/** A closing line that only a person at a terminal wants. */
export function summary(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${printable(text)}\n`);
}

/** A result for people on standard output. @throws MediaError `WRITE_FAILED` where it does not get there */
export function printText(text: string): Promise<void> {
  return writeToStandardOutput(`${text}\n`);
}

/** Machine-readable result on standard output. @throws MediaError `WRITE_FAILED` where it does not get there */
export function printJson(value: unknown): Promise<void> {
  return printText(printableJson(value));
}
