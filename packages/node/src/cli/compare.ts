import { Decoder } from 'dynamics-codec';
import {
  createVideoWriter,
  encodeHevcToSize,
  isPipe,
  nodeNetworks,
  nodeStills,
  openVideo,
  type HevcRival,
} from '../index.js';
import { framesPerSecond, type Picture } from 'dynamics-codec/picture';
import { budgetsOf, type BudgetFlags } from './budgets.js';
import { CAPTION_HEIGHT, captionedRow } from './caption.js';
import { bytesText } from './describe.js';
import { UsageError } from './failure.js';
import { readStreamBytes, videoFormat } from './files.js';
import { assertWritable } from './outputs.js';
import { remark, startProgress, summary, type Progress } from './terminal.js';

/** Options of `dync compare`. */
export interface CompareCommand extends BudgetFlags {
  readonly output: string;
  readonly with?: 'x265';
  readonly start?: number;
  readonly startNumber?: number;
  readonly liveliness?: number;
  readonly force?: boolean;
}

/** Writes the original, the decoded stream and perhaps a rival side by side. */
export async function compareCommand(
  original: string,
  stream: string,
  command: CompareCommand,
  signal: AbortSignal,
): Promise<void> {
  if (await isPipe(original))
    throw new UsageError('compare reads the original more than once, so it must be a file, not a pipe');
  const format = videoFormat(command.output, undefined);
  const force = command.force === true;
  await assertWritable(command.output, { inputs: [stream, original], force, numbered: format === 'png' });
  const bytes = await readStreamBytes(stream);
  const { liveliness } = command;
  const decoder = await Decoder.open(bytes, {
    stills: nodeStills(),
    networks: nodeNetworks(),
    signal,
    ...budgetsOf(command),
    ...(liveliness === undefined ? {} : { liveliness }),
  });
  if (decoder.note !== undefined) remark(decoder.note);
  const progress = startProgress('comparing');
  let rival: HevcRival | undefined;
  try {
    const { width, height, frameRate, colour } = decoder.info;
    const frames = decoder.countAt(frameRate);
    const reopen = () => originalFrames(original, decoder, command, signal);
    rival = command.with === undefined ? undefined : await rivalOf(reopen, decoder, bytes.length, progress, signal);
    const panels: Panel[] = [
      { caption: 'original', pictures: reopen() },
      { caption: `dync ${bytesText(bytes.length)}`, pictures: decoder.frames() },
      ...(rival ? [{ caption: `x265 ${bytesText(rival.bytes)}`, pictures: rival.frames() }] : []),
    ];
    const column = width + (width & 1);
    const writer = await createVideoWriter(command.output, {
      format,
      width: column * panels.length,
      height: height + CAPTION_HEIGHT,
      frameRate,
      colour,
      replace: force,
      signal,
    });
    try {
      let written = 0;
      for await (const row of sideBySide(panels)) {
        await writer.write(row);
        progress.update(++written / frames, `frame ${written} of ${frames}`);
      }
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    progress.stop();
    if (rival && rival.bytes > bytes.length * 1.02)
      remark(
        `x265 cannot get below ${bytesText(rival.bytes)} on this clip, so it has more than the stream's ${bytesText(bytes.length)}`,
      );
    summary(`${command.output}: ${panels.map(({ caption }) => caption).join(', ')}`);
  } finally {
    progress.stop();
    await rival?.close();
    decoder.close();
  }
}

interface Panel {
  readonly caption: string;
  readonly pictures: AsyncGenerator<Picture, void, undefined>;
}

async function* originalFrames(
  path: string,
  decoder: Decoder,
  { start, startNumber }: CompareCommand,
  signal: AbortSignal,
): AsyncGenerator<Picture, void, undefined> {
  const { width, height, frames, frameRate } = decoder.info;
  const source = await openVideo(path, {
    size: { width, height },
    fps: framesPerSecond(frameRate),
    frames,
    signal,
    ...(start === undefined ? {} : { start }),
    ...(startNumber === undefined ? {} : { startNumber }),
  });
  try {
    yield* source.frames();
  } finally {
    await source.close();
  }
}

async function rivalOf(
  reopen: () => AsyncIterable<Picture>,
  decoder: Decoder,
  bytes: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<HevcRival> {
  const { width, height, frames, frameRate, colour } = decoder.info;
  return encodeHevcToSize(reopen, {
    width,
    height,
    frameRate,
    colour,
    frames,
    bytes,
    signal,
    onPass: (pass, passes) => {
      progress.update(pass / passes, `x265 pass ${pass} of at most ${passes}`);
    },
  });
}

/** Rows of one picture of each panel, as long as all have one. */
async function* sideBySide(panels: readonly Panel[]): AsyncGenerator<Picture, void, undefined> {
  try {
    for (;;) {
      const row: { picture: Picture; caption: string }[] = [];
      for (const { caption, pictures } of panels) {
        const next = await pictures.next();
        if (next.done === true) return;
        row.push({ picture: next.value, caption });
      }
      yield captionedRow(row);
    }
  } finally {
    for (const { pictures } of panels) await pictures.return();
  }
}
