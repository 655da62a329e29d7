import { readStreamInfo } from 'dynamics-codec';
import { streamText } from './describe.js';
import { readStreamBytes } from './files.js';
import { printJson } from './terminal.js';

/** Prints the facts of a stream without decoding pictures. */
export async function infoCommand(input: string, { json }: { readonly json?: boolean }): Promise<void> {
  const info = readStreamInfo(await readStreamBytes(input));
  if (json === true) printJson({ file: input, ...info });
  else process.stdout.write(`${streamText(input, info)}\n`);
}
