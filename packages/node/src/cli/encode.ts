import { stat } from 'node:fs/promises';
import { writeWholeFile } from '../index.js';
import { encodeFile } from '../jobs/encode-file.js';
import type { EncodeSettings } from '../jobs/encode-settings.js';
import { bitrateText, bytesText, rateText } from './describe.js';
import { assertOneTarget } from './encode-flags.js';
import { assertStreamName, assertWritable } from './outputs.js';
import { printJson, remark, startProgress, summary } from './terminal.js';

/** Options of `dync encode`. */
export interface EncodeCommand extends EncodeSettings {
  readonly output: string;
  readonly threads?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Encodes a video into a stream. */
export async function encodeCommand(input: string, command: EncodeCommand, signal: AbortSignal): Promise<void> {
  assertOneTarget(command);
  const force = command.force === true;
  await assertWritable(command.output, { inputs: [input], force, numbered: false, json: command.json });
  assertStreamName(command.output);
  const progress = startProgress('encoding');
  try {
    const { bytes, report, source } = await encodeFile(input, command, {
      signal,
      threads: command.threads,
      onSource: ({ notes, hasAudio }) => {
        for (const note of notes) remark(note);
        if (hasAudio) remark('the audio is left out: the codec carries pictures only');
      },
      onProgress: ({ stage, fraction }) => {
        progress.update(fraction, stage);
      },
    });
    await writeWholeFile(command.output, bytes, { replace: force, signal });
    progress.stop();
    if (report.frames === 1 && (await stat(input).catch(() => undefined))?.isFile() === true)
      remark(`"${input}" is one picture, which stands still; dync animate makes pictures move`);
    for (const sentence of [report.note, report.caution]) if (sentence !== undefined) remark(sentence);
    const { width, height, frameRate, hasAudio } = source;
    if (command.json === true) {
      await printJson({
        input,
        output: command.output,
        width,
        height,
        frameRate,
        ...report,
        colour: source.colour,
        inputNotes: source.notes,
        audioDropped: hasAudio,
      });
    }
    summary(
      `${command.output}: ${bytesText(report.bytes)}, ${report.frames} frames ${width}x${height} at ${rateText(frameRate)} per second, ${bitrateText(report.bitrate)}`,
    );
  } finally {
    progress.stop();
  }
}
