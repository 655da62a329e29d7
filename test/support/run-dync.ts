import { createProgram } from '../../packages/node/src/cli/program.js';
import { runCommandLine } from '@dynamics-codec/node/cli';

/** What a command line came to. */
export interface CommandResult {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Runs `dync` in this process and catches what it writes. One at a time. */
export async function runDync(args: readonly string[], signal = new AbortController().signal): Promise<CommandResult> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  catchWrites(process.stdout, out);
  catchWrites(process.stderr, err);
  try {
    const code = await runCommandLine(createProgram(signal), ['node', 'dync', ...args], signal);
    return { code, out: Buffer.concat(out), err: Buffer.concat(err).toString() };
  } finally {
    // What is left then is the method of the class.
    for (const stream of [process.stdout, process.stderr]) Reflect.deleteProperty(stream, 'write');
  }
}

function catchWrites(stream: NodeJS.WriteStream, chunks: Buffer[]): void {
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
    chunks.push(Buffer.from(chunk as string));
    const callback = rest.at(-1);
    if (typeof callback === 'function') setImmediate(callback as () => void);
    return true;
  };
}
