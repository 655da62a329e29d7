import { modelOf } from 'dynamics-codec/generator';
import type { StreamInfo } from 'dynamics-codec';
import { framesPerSecond, type ColourDescription, type FrameRate } from 'dynamics-codec/picture';

/** `7.68 kbit/s` */
export function bitrateText(bitsPerSecond: number): string {
  return `${(bitsPerSecond / 1000).toFixed(2)} kbit/s`;
}

/** `3,842 bytes` */
export function bytesText(bytes: number): string {
  return `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** `25` or `29.97` */
export function rateText(rate: FrameRate): string {
  return String(Math.round(framesPerSecond(rate) * 1000) / 1000);
}

/** `BT.709, limited range` */
export function colourText(colour: ColourDescription): string {
  return `BT.${colour.matrix.slice(2)}, ${colour.range} range`;
}

function modelFiles(id: number): string {
  const model = modelOf(id);
  return model === undefined
    ? 'unknown to this version'
    : [model.appearance, ...(model.motion === undefined ? [] : [model.motion])].map(({ file }) => file).join(', ');
}

/** What `dync info` prints for people. */
export function streamText(name: string, info: StreamInfo): string {
  const { width, height, frames, duration, bytes, overheadBytes, groups } = info;
  const keyBytes = groups.reduce((sum, group) => sum + group.keyBytes, 0);
  const motionBytes = groups.reduce((sum, group) => sum + group.motionBytes, 0);
  const statisticsBytes = groups.reduce((sum, group) => sum + group.statisticsBytes, 0);
  const coverBytes = groups.reduce((sum, group) => sum + group.coverBytes, 0);
  const share = (part: number) => `${bytesText(part)} (${((100 * part) / bytes).toFixed(1)} %)`;
  const rows: [string, string][] = [
    ['file', `${name}, version ${info.version}, profile ${info.profile}`],
    ['picture', `${width}x${height}, ${colourText(info.colour)}`],
    ['time', `${frames} frames at ${rateText(info.frameRate)} per second, ${duration.toFixed(2)} s`],
    ['size', `${bytesText(bytes)}, ${bitrateText(info.bitrate)}`],
    ['key pictures', share(keyBytes)],
    ['motion', share(motionBytes)],
    ['drawn motion', share(statisticsBytes)],
    ...(info.transparent ? [['alpha', share(coverBytes)] as [string, string]] : []),
    ['overhead', share(overheadBytes)],
    [
      'model',
      info.modelId === 0
        ? 'none (classical generators)'
        : `${info.modelId} (${modelFiles(info.modelId)}), seed ${info.seed}`,
    ],
  ];
  const lines = rows.map(([label, value]) => `${label.padEnd(13)} ${value}`);
  const columns = groups.map((group, index) => [
    String(index),
    `${group.firstFrame}-${group.firstFrame + group.frames - 1}`,
    String(group.keyFrame),
    String(group.keyBytes),
    String(group.motionBytes),
    String(group.statisticsBytes),
    String(group.modes),
    group.loopFrames === undefined ? '-' : String(group.loopFrames),
  ]);
  return [
    ...lines,
    '',
    ...table(['group', 'frames', 'key at', 'key bytes', 'motion bytes', 'drawn bytes', 'modes', 'loop'], columns),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  return [head, ...rows].map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}
