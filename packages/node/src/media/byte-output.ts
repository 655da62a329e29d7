import { once } from 'node:events';
import { constants, createWriteStream, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket, connect } from 'node:net';
import type { Writable } from 'node:stream';
import { throwIfAborted } from 'dynamics-codec/source';
import type { OutputTarget } from './output-target.js';

/** Takes bytes for an output that is written through, without a temporary file. */
export interface ByteOutput {
  /** Resolves when the output has taken the bytes, so that a slow reader slows the writer. */
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Lets go of the output; what was written stays written. */
  abort(): Promise<void>;
}

/** How often a FIFO is asked whether somebody reads. */
const PIPE_POLL_MS = 50;

/**
 * Opens an output that is no file. Of a FIFO waits for a reader.
 * @throws system errors, MediaError `ABORTED`
 */
export async function openThrough(
  target: Exclude<OutputTarget, { kind: 'file' }>,
  signal: AbortSignal | undefined,
): Promise<ByteOutput> {
  switch (target.kind) {
    case 'standard output':
      return { write: writeStandardOutput, finish: () => Promise.resolve(), abort: () => Promise.resolve() };
    case 'descriptor':
      return new StreamOutput(createWriteStream('', { fd: target.descriptor, autoClose: false }));
    case 'socket': {
      const socket = connect(target.path);
      await once(socket, 'connect', signal ? { signal } : {});
      return new StreamOutput(socket);
    }
    case 'pipe':
      return openPipe(target.path, signal);
    case 'device':
      return new StreamOutput((await open(target.path, constants.O_WRONLY | constants.O_NOCTTY)).createWriteStream());
  }
}

/** Waits outside of system calls: a call that waits for a reader cannot be ended by anything but the end of the process. */
async function openPipe(path: string, signal: AbortSignal | undefined): Promise<ByteOutput> {
  for (;;) {
    throwIfAborted(signal);
    const fd = openForReader(path);
    if (fd !== undefined) return new StreamOutput(new Socket({ fd, readable: false, writable: true }));
    await new Promise((resolve) => setTimeout(resolve, PIPE_POLL_MS));
  }
}

/** A FIFO opened for writing; undefined as long as nobody reads. */
function openForReader(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return undefined;
    throw error;
  }
}

class StreamOutput implements ByteOutput {
  private error: Error | undefined;

  constructor(private readonly stream: Writable) {
    stream.on('error', (error: Error) => (this.error ??= error));
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.error) reject(this.error);
      else this.stream.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  finish(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.error) reject(this.error);
      else this.stream.end((error?: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  abort(): Promise<void> {
    this.stream.destroy();
    return Promise.resolve();
  }
}

/** Resolves when standard output has taken the bytes, so that a slow reader slows the writer. */
export function writeStandardOutput(bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error);
    };
    process.stdout.once('error', fail);
    process.stdout.write(bytes, (error) => {
      process.stdout.off('error', fail);
      if (error) reject(error);
      else resolve();
    });
  });
}
