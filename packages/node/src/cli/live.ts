import { encodeLive, framesPerSecond, type LiveEvent, type LiveOptions } from 'dynamics-codec';
import { clamp } from 'dynamics-codec/math';
import { openLive } from '../index.js';
import { encodeOptionsOf, encodersOf, openingOf } from '../jobs/encode-file.js';
import { DEFAULT_BITRATE, GROUP_FRAMES } from '../jobs/encode-settings.js';
import { openGrowing } from '../media/growing-output.js';
import { bytesText } from './describe.js';
import type { EncodeCommand } from './encode.js';
import { UsageError } from './failure.js';
import { assertStreamName } from './outputs.js';
import { remark, summary } from './terminal.js';

/** Encodes what arrives without an end, and writes each group as soon as it is complete. */
export async function liveCommand(
  input: string,
  command: EncodeCommand & { readonly latency?: number },
  signal: AbortSignal,
): Promise<void> {
  const { bitrate = DEFAULT_BITRATE, quality, bytes, start, startNumber, latency, groupLimit, output } = command;
  if (bytes !== undefined) throw new UsageError('a live stream has no size to aim at; use --bitrate or --quality');
  if (start !== undefined || startNumber !== undefined) throw new UsageError('a live stream starts when it is opened');
  if (command.json === true) throw new UsageError('a live stream has no report; leave --json out');
  if (latency !== undefined && groupLimit !== undefined)
    throw new UsageError('choose one of --latency and --group-limit');
  assertStreamName(output);
  const source = await openLive(input, { ...openingOf(command), signal });
  const { close, ...encoders } = encodersOf(command, command.threads);
  try {
    for (const note of source.notes) remark(note);
    const rate = framesPerSecond(source.frameRate);
    const options: LiveOptions = {
      ...encodeOptionsOf(command, source),
      target: quality === undefined ? { bitrate } : { quality },
      ...encoders,
      ...(latency === undefined ? {} : { groupLimit: clamp(Math.round(latency * rate), ...GROUP_FRAMES) }),
      signal,
      onEvent: (event) => remark(eventText(event, rate, command.preset)),
    };
    const to = await openGrowing(output, { replace: command.force === true, signal });
    let [written, frames] = [0, 0];
    try {
      for await (const part of encodeLive(source.frames(), options)) {
        await to.write(part.bytes);
        written += part.bytes.length;
        frames += part.frames;
      }
    } catch (error) {
      await to.abort();
      throw error;
    }
    await to.finish();
    summary(`${output}: ${bytesText(written)}, ${frames} frames`);
  } finally {
    close();
    await source.close();
  }
}

function eventText(event: LiveEvent, rate: number, own = 'balanced'): string {
  if (event.kind === 'preset')
    return event.preset === own
      ? `encoding keeps up again: the preset is ${own}`
      : `encoding is slower than the input: the preset is ${event.preset} until there is room`;
  return `encoding is slower than the input: ${event.frames} frames (${(event.frames / rate).toFixed(1)} seconds) were left out`;
}
