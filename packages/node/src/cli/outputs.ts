import { fstat, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MediaError, assertOutput, existingOutputs, isSameFile, isSequencePattern, listSequence } from '../index.js';
import { UsageError } from './failure.js';

/** What is known of a command's output before its work. */
export interface OutputCheck {
  /** What the command reads; none may be replaced, with or without `--force`. */
  readonly inputs: readonly string[];
  /** Whether existing files may be replaced. */
  readonly force: boolean;
  /** Whether the output is a pattern of numbered pictures. */
  readonly numbered: boolean;
  /** Whether a report goes to standard output. */
  readonly json?: boolean | undefined;
}

/**
 * Refuses, before any work is done, what could not be written after it: an output that is an input under whatever name,
 * that exists and is not forced, or that cannot be made.
 * @throws UsageError, MediaError
 */
export async function assertWritable(output: string, { inputs, force, numbered, json }: OutputCheck): Promise<void> {
  if (json === true && output === '-') throw new UsageError('--json and -o - both want standard output; choose a file');
  if (output === '') throw new UsageError('the output has an empty name; choose another');
  const outputs = await existingOutputs(output, numbered);
  if (outputs.length > 0) {
    for (const input of inputs) {
      const read = await filesOf(input);
      if (outputs.some((one) => read.some((other) => isSameFile(one, other))))
        throw new UsageError('the output would replace the input; choose another name');
    }
  }
  if (outputs.length > 0 && !force)
    throw new MediaError('WRITE_FAILED', `"${output}" already exists; use --force to replace it`);
  await assertOutput(output, { numbered, replace: force });
}

/** Refuses a stream that is named like a video: players of videos could not open it. @throws UsageError */
export function assertStreamName(output: string): void {
  const ending = /\.(mp4|m4v|mov|mkv|webm|avi|gif|webp|avif|png|apng|jpe?g|y4m)$/i.exec(output)?.[0];
  if (ending === undefined) return;
  throw new UsageError(`a stream is not named ${ending}; name it .dync, of which dync decode makes ${ending}`);
}

/** Every file that an input stands for, as far as there are such. */
async function filesOf(input: string): Promise<Stats[]> {
  if (input === '-')
    return promisify(fstat)(0).then(
      (entry) => [entry],
      () => [],
    );
  const entry = await stat(input).catch(() => undefined);
  if (entry !== undefined && !entry.isDirectory()) return [entry];
  const names = entry !== undefined || isSequencePattern(input) ? await listSequence(input).catch(() => []) : [];
  const pictures = await Promise.all(names.map((name) => stat(name).catch(() => undefined)));
  return pictures.filter((picture) => picture !== undefined);
}
