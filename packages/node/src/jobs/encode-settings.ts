import type { EncoderTool, GeneratorChoice, PlayBudgets, Preset } from 'dynamics-codec';

/** How a clip is to be encoded, as plain data: what the flags of `dync encode` say, and each line of a list of clips. */
export interface EncodeSettings extends Pick<PlayBudgets, 'maxPixels' | 'maxSeconds'> {
  /** Bits per second to aim at; 8000 where neither this nor `bytes` nor `quality` is given. One of the three at most. */
  readonly bitrate?: number;
  /** Size of the file to aim at. */
  readonly bytes?: number;
  /** Quality from 0 to 100. */
  readonly quality?: number;
  /** Seconds to start at. */
  readonly start?: number;
  /** First of numbered pictures. */
  readonly startNumber?: number;
  readonly frames?: number;
  readonly fps?: number;
  readonly size?: { readonly width: number; readonly height: number };
  /** Colour that what is transparent lies over, `#rrggbb`; it stays transparent when left out. */
  readonly background?: string;
  readonly preset?: Preset;
  readonly without?: readonly EncoderTool[];
  readonly groupLimit?: number;
  readonly seed?: number;
  /** What decoders shall restore key pictures with; `auto`, the learned model, when left out. */
  readonly generator?: GeneratorChoice;
}

/** Bits per second where no target is given. */
export const DEFAULT_BITRATE = 8000;

/** Shortest and longest group of pictures that may be asked for, in frames. */
export const GROUP_FRAMES = [8, 1023] as const;

/** Names of the three settings that say what to aim at; one excludes the others. */
export const TARGETS = ['bitrate', 'bytes', 'quality'] as const;

const NAMES: Readonly<Record<keyof EncodeSettings, true>> = {
  bitrate: true,
  bytes: true,
  quality: true,
  start: true,
  startNumber: true,
  frames: true,
  fps: true,
  size: true,
  background: true,
  preset: true,
  without: true,
  groupLimit: true,
  seed: true,
  generator: true,
  maxPixels: true,
  maxSeconds: true,
};

/** The settings among other properties, those left out dropped: equal settings have equal JSON. */
export function settingsAmong(given: EncodeSettings): EncodeSettings {
  const names = (Object.keys(NAMES) as (keyof EncodeSettings)[]).sort();
  return Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
}

/** Settings over others: a target replaces the other's target, whichever of the three that is. */
export function overSettings(base: EncodeSettings, over: EncodeSettings): EncodeSettings {
  const kept = TARGETS.some((name) => over[name] !== undefined)
    ? Object.fromEntries(Object.entries(base).filter(([name]) => !TARGETS.some((target) => target === name)))
    : base;
  return { ...kept, ...over };
}
