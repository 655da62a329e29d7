import { open } from 'node:fs/promises';
import { DynamicsError } from 'dynamics-codec/picture';
import { MediaError, isPipe, openPipe, outputFormatOf, type OutputFormat } from '../index.js';
import { UsageError } from './failure.js';

/** No stream that this package writes comes near this; longer ones are refused. */
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
 * Reads a whole stream from a file, a pipe or standard input (`-`). Of what does not begin like a stream only the beginning is
 * read, which is enough to tell what is wrong with it: it may be without end.
 * @throws MediaError
 */
export async function readStreamBytes(input: string): Promise<Uint8Array> {
  if (await isPipe(input)) {
    const label = input === '-' ? 'Standard input' : `"${input}"`;
    return readBounded((await openPipe(input)) as AsyncIterable<Buffer>, label);
  }
  const file = await open(input, 'r').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`;
    throw new MediaError('MISSING_FILE', `The file "${input}" ${reason}`, { cause });
  });
  try {
    if ((await file.stat()).isDirectory()) throw new MediaError('MISSING_FILE', `"${input}" is a folder`);
    return await readBounded(file.createReadStream({ autoClose: false }), `"${input}"`);
  } finally {
    await file.close();
  }
}

async function readBounded(chunks: AsyncIterable<Buffer>, label: string): Promise<Uint8Array> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_STREAM_BYTES)
      throw new MediaError(
        'TOO_LARGE',
        `${label} is longer than ${MAX_STREAM_BYTES} bytes, as no stream of this codec is`,
      );
    if (bytes - chunk.length < BEGINNING && !beginsLikeStream(read)) break;
  }
  return Buffer.concat(read);
}

/** Bytes that every stream begins with. */
const BEGINNING = 3;

function beginsLikeStream(chunks: readonly Buffer[]): boolean {
  const head = Buffer.concat(chunks).subarray(0, BEGINNING).toString('latin1');
  return 'DYN'.startsWith(head);
}
