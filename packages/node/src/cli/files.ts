import { open } from 'node:fs/promises';
import { DynamicsError } from 'dynamics-codec/picture';
import { MediaError, isPipe, openPipe, outputFormatOf, type OutputFormat } from '../index.js';
import { UsageError } from './failure.js';

/** No stream that this package writes comes near this; larger files are refused unread. */
const MAX_STREAM_BYTES = 256 * 1024 * 1024;

/** The format of a video output by its name. @throws UsageError */
export function videoFormat(output: string, chosen: OutputFormat | undefined): OutputFormat {
  try {
    return chosen ?? outputFormatOf(output);
  } catch (error) {
    throw error instanceof DynamicsError ? new UsageError(error.message) : error;
  }
}

/**
 * Reads a whole stream from a file, a pipe or standard input (`-`).
 * @throws MediaError
 */
export async function readStreamBytes(input: string): Promise<Uint8Array> {
  if (await isPipe(input)) return readPipe(input);
  const file = await open(input, 'r').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`;
    throw new MediaError('MISSING_FILE', `The file "${input}" ${reason}`, { cause });
  });
  try {
    const entry = await file.stat();
    if (entry.isDirectory()) throw new MediaError('MISSING_FILE', `"${input}" is a folder`);
    if (entry.size > MAX_STREAM_BYTES) {
      throw new MediaError('TOO_LARGE', `"${input}" has ${entry.size} bytes, far more than a stream of this codec has`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function readPipe(input: string): Promise<Uint8Array> {
  const name = input === '-' ? 'Standard input' : `"${input}"`;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of (await openPipe(input)) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_STREAM_BYTES)
      throw new MediaError('TOO_LARGE', `${name} is far longer than a stream of this codec`);
  }
  return Buffer.concat(chunks);
}
