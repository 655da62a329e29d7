import { animate, clipStatistics, frameRateFrom, type GeneratorChoice, type NetworkRuntime } from 'dynamics-codec';
import { DRAWING_MODEL } from 'dynamics-codec/generator';
import type { MotionStatistics } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { nodeNetworks, nodeStills, openVideo, readMask, readPhoto, writeWholeFile } from '../index.js';
import { bytesText } from './describe.js';
import { UsageError } from './failure.js';
import { assertStreamName, assertWritable } from './outputs.js';
import { printJson, remark, summary } from './terminal.js';

/** Options of `dync animate`. */
export interface AnimateCommand {
  readonly output: string;
  readonly bytes?: number;
  readonly quality?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly seconds: number;
  readonly fps: number;
  readonly strength: number;
  readonly seed: number;
  /** Colour behind what is transparent. */
  readonly background?: string;
  readonly mask?: string;
  readonly like?: string;
  readonly generator: GeneratorChoice;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Longest side of a picture where no size is asked for. */
const LONGEST = 768;
/** Most frames of a clip whose statistics are taken. */
const LIKE_FRAMES = 200;

/** Makes a photograph come alive. */
export async function animateCommand(input: string, command: AnimateCommand, signal: AbortSignal): Promise<void> {
  if (command.bytes !== undefined && command.quality !== undefined)
    throw new UsageError('choose one of --bytes and --quality');
  const inputs = [input, command.mask, command.like].filter((path) => path !== undefined);
  const force = command.force === true;
  await assertWritable(command.output, { inputs, force, numbered: false, json: command.json });
  assertStreamName(command.output);
  const picture = await readPhoto(input, { size: command.size, longest: LONGEST, background: command.background });
  const mask = command.mask === undefined ? undefined : await readMask(command.mask);
  const networks: NetworkRuntime = nodeNetworks();
  const like = command.like === undefined ? undefined : await statisticsLike(command.like, picture, signal);
  const { bytes, frames, stillBytes, motionBytes, note } = await animate(picture, {
    stills: nodeStills(),
    networks,
    modelId: command.generator === 'classical' ? 0 : DRAWING_MODEL,
    ...(command.bytes === undefined ? {} : { target: { bytes: command.bytes } }),
    ...(command.quality === undefined ? {} : { target: { quality: command.quality } }),
    seconds: command.seconds,
    frameRate: frameRateFrom(command.fps),
    strength: command.strength,
    seed: command.seed,
    ...(mask && { mask }),
    ...(like && { like }),
    signal,
  });
  signal.throwIfAborted();
  await writeWholeFile(command.output, bytes, { replace: force, signal });
  if (note !== undefined) remark(note);
  if (motionBytes === 0)
    remark(
      command.strength === 0
        ? 'the picture stands still: that is what --strength 0 asks for'
        : 'nothing in this picture is expected to move: it stands still; --strength or --like may help',
    );
  const { width, height } = picture;
  if (command.json === true)
    await printJson({
      input,
      output: command.output,
      width,
      height,
      frames,
      bytes: bytes.length,
      stillBytes,
      motionBytes,
      ...(note !== undefined && { note }),
    });
  const loop = `a loop of ${(frames / command.fps).toFixed(1)} s`;
  summary(`${command.output}: ${bytesText(bytes.length)}, ${width}x${height}, ${loop}, ${motionBytes} bytes of motion`);
}

async function statisticsLike(
  path: string,
  { width, height }: Picture,
  signal: AbortSignal,
): Promise<MotionStatistics> {
  const clip = await openVideo(path, { signal, frames: LIKE_FRAMES });
  try {
    return await clipStatistics(clip.frames(), Math.max(width, height));
  } finally {
    await clip.close();
  }
}
