/**
 * @file VVC, the strongest rival: streams made beforehand where a folder has them, else `vvencapp` (VVenC) where it is on
 * the PATH. Two settings are swept: VVenC's defaults, and "key", which spends more on the intra picture
 * (IntraQPOffset -9) and looks better at the same rate. Decoded by the bundled FFmpeg's own VVC decoder.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createVideoWriter } from '../../media/index.js';
import type { Picture } from '../../picture/index.js';
import type { BenchCodec, ClipFacts, Setting, Sweep } from '../codec.js';
import { decodeNative } from '../native-decode.js';
import { nalPayloadBytes } from '../payload.js';

const run = promisify(execFile);

const VARIANTS = [
  { id: 'vvenc-slow', offset: 0, quantisers: [54, 50, 46, 42, 38, 34] },
  { id: 'vvenc-slow-key', offset: -9, quantisers: [57, 53, 49, 45, 41, 37] },
] as const;

/** VVC with streams from `anchors` (a folder with one folder of `.266` files for each clip), or by `vvencapp`. */
export async function vvcCodec(anchors: string | undefined): Promise<BenchCodec> {
  const version = await versionOf(anchors);
  return {
    id: 'vvc',
    label: 'VVC',
    version: version.text,
    description:
      'VVenC preset slow, --qpa 0, one intra picture, 10 bits inside, 1 thread; defaults and IntraQPOffset -9, the better one at every rate. Bytes without start codes and supplemental messages.',
    cacheKey: `1 ${version.text}`,
    sweeps: (clip) => sweepsOf(clip, anchors, version.installed),
    encode: encodeByApp,
    count: async (path) => ({ bytes: nalPayloadBytes(await readFile(path), 'vvc') }),
    decode: (stream, clip) => decodeNative(stream, clip.colour),
  };
}

async function versionOf(anchors: string | undefined): Promise<{ text: string; installed: boolean }> {
  const app = await run('vvencapp', ['--version']).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`.split('\n')[0]!.trim(),
    () => undefined,
  );
  const noted = anchors === undefined ? undefined : await readFile(join(anchors, 'version.txt'), 'utf8').catch(() => undefined);
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
      text: appArguments('IN.y4m', 'OUT.266', qp, offset).join(' '),
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
    streams.push({ size: (await stat(path)).size, setting: { id, text: `stream ${name}`, values: {}, stream } });
  }
  return streams.sort((a, b) => a.size - b.size).map(({ setting }) => setting);
}

async function encodeSeconds(anchors: string, clip: string): Promise<Map<string, number>> {
  const text = await readFile(join(anchors, 'anchors.json'), 'utf8').catch(() => '{}');
  const all = JSON.parse(text) as Record<string, { stream?: string; encode_cpu_s?: number }[] | undefined>;
  return new Map((all[clip] ?? []).flatMap(({ stream, encode_cpu_s: cpu }) => (stream === undefined || cpu === undefined ? [] : [[stream, cpu] as const])));
}

function appArguments(input: string, output: string, qp: number, offset: number): string[] {
  const more = offset === 0 ? [] : ['--additional', `IntraQPOffset=${offset}`];
  return ['-i', input, '-o', output, '--preset', 'slow', '--qpa', '0', '--qp', String(qp), '--intraperiod', '-1', '--threads', '1', ...more];
}

async function encodeByApp(frames: readonly Picture[], clip: ClipFacts, setting: Setting, output: string): Promise<{ bytes: number }> {
  const input = `${output}.y4m`;
  const { width, height, frameRate, colour } = clip;
  try {
    const writer = await createVideoWriter(input, { width, height, frameRate, colour });
    for (const frame of frames) await writer.write(frame);
    await writer.finish();
    await run('vvencapp', appArguments(input, output, Number(setting.values['qp']), Number(setting.values['offset'])));
    return { bytes: nalPayloadBytes(await readFile(output), 'vvc') };
  } finally {
    await rm(input, { force: true });
  }
}
