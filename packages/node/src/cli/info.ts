import { readStreamInfo } from 'dynamics-codec';
import { streamText } from './describe.js';
import { readStreamBytes } from './files.js';
import { printable } from './printable.js';
import { printJson, printText } from './terminal.js';

/** Prints the facts of a stream without decoding pictures. */
export async function infoCommand(input: string, { json }: { readonly json?: boolean }): Promise<void> {
  const info = readStreamInfo(await readStreamBytes(input));
  await (json === true ? printJson({ file: input, ...info }) : printText(streamText(printable(input), info)));
}
