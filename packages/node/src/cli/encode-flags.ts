import { Command, CommanderError, Option } from 'commander';
import { ENCODER_TOOLS, PRESETS } from 'dynamics-codec';
import { GROUP_FRAMES, settingsAmong, TARGETS, type EncodeSettings } from '../jobs/encode-settings.js';
import { addBudgets } from './budgets.js';
import { UsageError } from './failure.js';
import { BACKGROUND, numberBetween, parseBitrate, parseColour, parseList, parseSize } from './values.js';

/** Gives a command the flags of {@link EncodeSettings}. None has a default: what is left out is left to the encoder. */
export function addEncodeFlags(command: Command): Command {
  return addBudgets(command, ['maxPixels', 'maxSeconds'])
    .option('--bitrate <rate>', 'bits per second to aim at, like 8k or 7600 (8k when no target is given)', parseBitrate)
    .option('--bytes <count>', 'size of the file to aim at', numberBetween(64, 1e9, 'integer'))
    .option('--quality <level>', 'quality from 0 to 100 instead of a size', numberBetween(0, 100))
    .option('--start <seconds>', 'where to start', numberBetween(0, 1e9))
    .option(
      '--start-number <number>',
      'first of numbered pictures (the lowest there is when left out)',
      numberBetween(0, 1e9, 'integer'),
    )
    .option('--frames <count>', 'number of frames to encode', numberBetween(1, 1e9, 'integer'))
    .option('--fps <rate>', 'frame rate to resample to', numberBetween(0.1, 240))
    .option('--size <WxH>', 'size to cut and scale to', parseSize)
    .option('--background <colour>', `${BACKGROUND}; without it, it stays transparent`, parseColour)
    .addOption(new Option('--preset <name>', 'how much time to take (balanced when left out)').choices([...PRESETS]))
    .addOption(
      new Option(
        '--generator <name>',
        'what decoders shall restore key pictures with: the learned model (auto, when left out), or no model (classical)',
      ).choices(['auto', 'learned', 'classical']),
    )
    .option(
      '--group-limit <frames>',
      'most frames that share a key picture (160 when left out)',
      numberBetween(...GROUP_FRAMES, 'integer'),
    )
    .option(
      '--seed <number>',
      'seed of the texture that decoders draw (0 when left out)',
      numberBetween(0, 2 ** 31 - 1, 'integer'),
    )
    .option(
      '--without <tools>',
      `parts of the encoder to leave out, to see what they are worth, out of ${ENCODER_TOOLS.join(', ')}`,
      parseList,
    );
}

/**
 * Settings out of a record, as of a line of a list or of a request: its names are those of the flags, its values texts or
 * numbers; empty ones count as left out.
 * @throws UsageError that names the setting
 */
export function settingsFrom(record: Readonly<Record<string, unknown>>): EncodeSettings {
  const args: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || value === null || value === '') continue;
    args.push(`${flagOf(name)}=${textOf(name, value)}`);
  }
  const parser = addEncodeFlags(new Command())
    .exitOverride()
    .showSuggestionAfterError(false)
    .helpOption(false)
    .configureOutput({ writeErr: () => undefined });
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw new UsageError(settingComplaint(error.message));
    throw error;
  }
  const settings = settingsAmong(parser.opts());
  assertOneTarget(settings);
  return settings;
}

/** Refuses settings that name two targets. @throws UsageError */
export function assertOneTarget(settings: EncodeSettings): void {
  const given = TARGETS.filter((name) => settings[name] !== undefined);
  if (given.length > 1) throw new UsageError('choose one of --bitrate, --bytes and --quality');
}

function flagOf(name: string): string {
  if (!/^[a-z][a-z-]*$/i.test(name)) throw new UsageError(`${JSON.stringify(name)} is no setting of an encode`);
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A value as a flag has it; a size may be an object, tools a list. */
function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.join(',');
  const { width, height } = value as { width?: unknown; height?: unknown };
  if (name === 'size' && typeof width === 'number' && typeof height === 'number') return `${width}x${height}`;
  throw new UsageError(`expected a text or a number for ${name}`);
}

function settingComplaint(message: string): string {
  const text = message.replace(/^error: /, '').trim();
  const unknown = /^unknown option '--([^'=]*)/.exec(text)?.[1];
  return unknown === undefined ? text : `"${unknown}" is no setting of an encode`;
}
