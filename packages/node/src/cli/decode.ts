import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Decoder, type GeneratorChoice } from 'dynamics-codec';
import { parseHeader } from 'dynamics-codec/bitstream';
import { createVideoWriter, nodeNetworks, nodeStills, type OutputFormat } from '../index.js';
import { frameRateFrom } from 'dynamics-codec/picture';
import { FRAME_THREAD, frameThreads } from '../frames/frame-threads.js';
import { budgetsOf, type BudgetFlags } from './budgets.js';
import { bytesText, rateText } from './describe.js';
import { readStreamBytes, videoFormat } from './files.js';
import { assertWritable } from './outputs.js';
import { remark, startProgress, summary } from './terminal.js';

/** Options of `dync decode`. */
export interface DecodeCommand extends BudgetFlags {
  readonly output: string;
  readonly format?: OutputFormat;
  readonly motion?: number;
  readonly liveliness?: number;
  readonly fps?: number;
  readonly threads?: number;
  readonly generator: GeneratorChoice;
  readonly fidelity?: number;
  /** Colour that transparent streams lie over. */
  readonly background?: string;
  readonly force?: boolean;
}

/** Pictures of more samples are rendered in threads: those of smaller ones start later than one thread is done. */
const LARGE = 512 * 512;

/** Decodes a stream into a video file. */
export async function decodeCommand(input: string, command: DecodeCommand, signal: AbortSignal): Promise<void> {
  const format = videoFormat(command.output, command.format);
  const force = command.force === true;
  await assertWritable(command.output, { inputs: [input], force, numbered: format === 'png' });
  const bytes = await readStreamBytes(input);
  const { generator, motion, liveliness, fidelity } = command;
  const threads = command.threads ?? threadsFor(bytes);
  const frames = threads > 1 && existsSync(FRAME_THREAD) ? frameThreads({ threads }) : undefined;
  const decoder = await Decoder.open(bytes, {
    stills: nodeStills(),
    networks: nodeNetworks(),
    ...(frames && { frames }),
    generator,
    signal,
    ...budgetsOf(command),
    ...(motion === undefined ? {} : { motion }),
    ...(liveliness === undefined ? {} : { liveliness }),
    ...(fidelity === undefined ? {} : { fidelity }),
  });
  if (decoder.note !== undefined) remark(decoder.note);
  const progress = startProgress('decoding');
  try {
    const { width, height, colour, transparent } = decoder.info;
    const { background } = command;
    const frameRate = command.fps === undefined ? decoder.info.frameRate : frameRateFrom(command.fps);
    const count = decoder.countAt(frameRate);
    const writer = await createVideoWriter(command.output, {
      format,
      width,
      height,
      frameRate,
      colour,
      transparent,
      ...(background !== undefined && { background }),
      replace: force,
      signal,
    });
    try {
      if (writer.note !== undefined) remark(writer.note);
      let written = 0;
      const pictures = command.fps === undefined ? decoder.frames() : decoder.framesAt(frameRate);
      for await (const picture of pictures) {
        await writer.write(picture);
        progress.update(++written / count, `frame ${written} of ${count}`);
      }
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    progress.stop();
    summary(
      `${command.output}: ${count} frames ${width}x${height} at ${rateText(frameRate)} per second from ${bytesText(bytes.length)}`,
    );
  } finally {
    progress.stop();
    decoder.close();
    frames?.close();
  }
}

/** Threads for the pictures of a stream. @throws StreamError where its header is damaged */
function threadsFor(bytes: Uint8Array): number {
  const { width, height } = parseHeader(bytes).header;
  return width * height > LARGE ? availableParallelism() : 1;
}
