/**
 * @file VVC, the strongest rival: streams made beforehand where a folder has them, else `vvencapp` (VVenC) where it is on
 * the PATH. Two settings are swept: VVenC's defaults, and "key", which spends more on the intra picture
 * (IntraQPOffset -9) and looks better at the same rate. Decoded by the bundled FFmpeg's own VVC decoder.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MediaError } from '@dynamics-codec/node';
import { bundleVersion } from '../bundle-version.js';
import { codeHash } from '../code-hash.js';
import type { BenchCodec, ClipFacts, ClipFrames, Setting, Sweep } from '../codec.js';
import { writeY4m } from '../frame-file.js';
import { decodeNative } from '../native-decode.js';
import { nalPayloadBytes } from '../payload.js';

const run = promisify(execFile);

const VARIANTS = [
  { id: 'vvenc-slow', offset: 0, quantisers: [54, 50, 46, 42, 38, 34] },
  { id: 'vvenc-slow-key', offset: -9, quantisers: [57, 53, 49, 45, 41, 37] },
] as const;

/** Code that decides what counts of these streams; see `codeHash`. */
export const VVC_CODE = ['bench/payload'];

/** VVC with streams from `anchors` (a folder with one folder of `.266` files for each clip), or by `vvencapp`. */
export async function vvcCodec(anchors: string | undefined): Promise<BenchCodec> {
  const version = await versionOf(anchors);
  return {
    id: 'vvc',
    label: 'VVC',
    version: () => Promise.resolve(`${version.text}; decoder of ${bundleVersion()}`),
    description:
      'VVenC preset slow, --qpa 0, one intra picture, 10 bits inside, 1 thread; defaults and IntraQPOffset -9, the better one at every rate. Bytes without start codes and supplemental messages.',
    command: `vvencapp ${appArguments('CLIP.y4m', 'STREAM.266', 'QP', 0).join(' ')}, with and without --additional IntraQPOffset=-9`,
    cacheKey: JSON.stringify([version.text, await codeHash(VVC_CODE)]),
    sweeps: (clip) => sweepsOf(clip, anchors, version.installed),
    encode: encodeByApp,
    count: async (path) => ({ bytes: nalPayloadBytes(await readFile(path), 'vvc') }),
    decode: (stream) => decodeNative(stream),
  };
}

async function versionOf(anchors: string | undefined): Promise<{ text: string; installed: boolean }> {
  const app = await run('vvencapp', ['--version']).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`.split('\n')[0]!.trim(),
    () => undefined,
  );
  const noted =
    anchors === undefined ? undefined : await readFile(join(anchors, 'version.txt'), 'utf8').catch(() => undefined);
  const text = noted === undefined ? (app ?? 'VVenC, not installed') : `${noted.trim()} (streams made beforehand)`;
  return { text, installed: app !== undefined };
}

async function sweepsOf(clip: ClipFacts, anchors: string | undefined, installed: boolean): Promise<Sweep[]> {
  const ready = anchors === undefined ? [] : await streamsOf(anchors, clip.id);
  if (ready.length > 0) return [{ settings: ready, window: false }];
  if (!installed) return [];
  return VARIANTS.map(({ id, offset, quantisers }) => ({
    window: true,
    settings: quantisers.map((qp): Setting => ({
      id: `${id}-qp${qp}`,
      text: `vvencapp ${appArguments('CLIP.y4m', 'STREAM.266', qp, offset).join(' ')}`,
      values: { qp, offset },
    })),
  }));
}

async function streamsOf(anchors: string, clip: string): Promise<Setting[]> {
  const folder = join(anchors, clip);
  const names = await readdir(folder).catch(() => []);
  const seconds = await encodeSeconds(anchors, clip);
  const streams: { setting: Setting; size: number }[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.266'))) {
    const path = join(folder, name);
    const id = name.slice(0, -'.266'.length);
    const cpu = seconds.get(`${clip}/${name}`);
    const stream = { path, ...(cpu === undefined ? {} : { encodeCpuSeconds: cpu }) };
    streams.push({
      size: (await stat(path)).size,
      setting: { id, text: `stream ${name}${settingOfName(id)}`, values: {}, stream },
    });
  }
  return streams.sort((a, b) => a.size - b.size).map(({ setting }) => setting);
}

async function encodeSeconds(anchors: string, clip: string): Promise<Map<string, number>> {
  const text = await readFile(join(anchors, 'anchors.json'), 'utf8').catch(() => '{}');
  const all = JSON.parse(text) as Record<string, { stream?: string; encode_cpu_s?: number }[] | undefined>;
  return new Map(
    (all[clip] ?? []).flatMap(({ stream, encode_cpu_s: cpu }) =>
      stream === undefined || cpu === undefined ? [] : [[stream, cpu] as const],
    ),
  );
}

function appArguments(input: string, output: string, qp: number | 'QP', offset: number): string[] {
  const more = offset === 0 ? [] : ['--additional', `IntraQPOffset=${offset}`];
  return [
    '-i',
    input,
    '-o',
    output,
    '--preset',
    'slow',
    '--qpa',
    '0',
    '--qp',
    String(qp),
    '--intraperiod',
    '-1',
    '--threads',
    '1',
    ...more,
  ];
}

/** What the name of a stream made beforehand says of its settings. */
function settingOfName(id: string): string {
  const found = /^(.+)-qp(\d+)$/.exec(id);
  const variant = VARIANTS.find((entry) => entry.id === found?.[1]);
  if (!found || !variant) return '';
  return `: preset slow, --qpa 0, QP ${found[2]}${variant.offset === 0 ? '' : `, IntraQPOffset=${variant.offset}`}`;
}

async function encodeByApp(
  { samples, frameRate }: ClipFrames,
  setting: Setting,
  output: string,
): Promise<{ bytes: number }> {
  const input = `${output}.y4m`;
  try {
    await writeY4m(input, samples, frameRate);
    await run(
      'vvencapp',
      appArguments(input, output, Number(setting.values['qp']), Number(setting.values['offset'])),
    ).catch((cause: unknown) => {
      throw new MediaError('WRITE_FAILED', `vvencapp failed: ${complaintOf(cause)}`, { cause });
    });
    const bytes = await readFile(output).catch(() => new Uint8Array());
    if (bytes.length === 0) throw new MediaError('WRITE_FAILED', 'vvencapp ended well but wrote no stream');
    return { bytes: nalPayloadBytes(bytes, 'vvc') };
  } finally {
    await rm(input, { force: true });
  }
}

/** The last line that a failed program wrote to standard error, else how it ended. */
function complaintOf(cause: unknown): string {
  const { stderr = '', code, signal } = cause as { stderr?: string; code?: string | number; signal?: string };
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.at(-1) ?? `it ended with ${signal ?? code ?? 'no reason given'}`;
}
