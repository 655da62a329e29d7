/**
 * @file What an installation is made of. Each check loads what it looks at itself, so that the others are told where one cannot
 * be loaded, and uses it once: a library that is there may still not run on this machine.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelsRun } from 'dynamics-codec/kernels';
import type { Check, Found } from './finding.js';

const REINSTALL = 'install @dynamics-codec/node again';
const SERVICE = '@dynamics-codec/service';
const NATIVE_ONNX = 'onnxruntime-node';
/** Codecs of FFmpeg that formats need. */
const ENCODERS = ['libx264', 'libx265', 'libvpx-vp9'] as const;

/** All checks, in the order in which they are told. */
export const CHECKS: readonly Check[] = [
  { name: 'node', hint: 'install Node 20.9 or later', look: lookAtNode },
  { name: 'cores', hint: REINSTALL, look: lookAtCores },
  { name: 'kernels', hint: REINSTALL, look: lookAtKernels },
  { name: 'ffmpeg', hint: `${REINSTALL}; node-av brings FFmpeg`, look: lookAtFfmpeg },
  { name: 'stills', hint: `${REINSTALL}; sharp brings the encoder of key pictures`, look: lookAtStills },
  { name: 'networks', hint: `${REINSTALL}, or encode with --generator classical`, look: lookAtNetworks },
  { name: 'service', hint: `npm install ${SERVICE}`, look: lookAtService },
  { name: 'temporary files', hint: 'let TMPDIR name a folder that can be written', look: lookAtTemporaryFiles },
];

function lookAtNode(): Found {
  return { health: 'ok', text: `Node ${process.versions.node} on ${process.platform} ${process.arch}` };
}

async function lookAtCores(): Promise<Found> {
  const { GROUP_THREAD } = await import('../groups/group-threads.js');
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim();
  const text = `${cores} ${cores === 1 ? 'core' : 'cores'}${model === undefined ? '' : `, ${model}`}`;
  if (!existsSync(GROUP_THREAD)) return { health: 'slow', text: `${text}; only one is used`, hint: 'npm run build' };
  return cores > 1 ? { health: 'ok', text } : { health: 'slow', text: `${text}; groups are encoded one by one` };
}

function lookAtKernels(): Found {
  if (kernelsRun()) return { health: 'ok', text: 'WebAssembly with SIMD' };
  return {
    health: 'slow',
    text: 'inner loops run in JavaScript, and encoding takes about three times as long',
    hint: 'run Node without --jitless and on a processor with SIMD',
  };
}

async function lookAtFfmpeg(): Promise<Found> {
  const { Codec, getFFmpegInfo } = await import('node-av');
  const { version, libraries } = getFFmpegInfo();
  const text = `FFmpeg ${version} (libavcodec ${libraries.avcodec}) of node-av ${await versionOf('node-av')}`;
  const lacking: string[] = ENCODERS.filter((name) => Codec.findEncoderByName(name as never) === null);
  if (Codec.findDecoderByName('libdav1d' as never) === null) lacking.push('libdav1d');
  if (lacking.length === 0) return { health: 'ok', text };
  return { health: 'broken', text: `${text} lacks ${lacking.join(', ')}`, hint: REINSTALL };
}

async function lookAtStills(): Promise<Found> {
  const { createPicture } = await import('dynamics-codec/picture');
  const { nodeStills } = await import('../media/node-still.js');
  const { default: sharp } = await import('sharp');
  const stills = nodeStills();
  await stills.decode(await stills.encode(createPicture(64, 64), { quality: 40, effort: 4 }), 64, 64);
  return { health: 'ok', text: `AV1 by sharp ${sharp.versions.sharp} (libvips ${sharp.versions.vips}), back by dav1d` };
}

async function lookAtNetworks(): Promise<Found> {
  const { MODEL_FILES } = await import('dynamics-codec/generator');
  const { nodeNetworks } = await import('../media/node-networks.js');
  const { nativeOnnx } = await import('../media/native-onnx.js');
  const networks = nodeNetworks();
  try {
    for (const model of MODEL_FILES) await networks.open(model);
  } finally {
    await networks.close();
  }
  const bytes = MODEL_FILES.reduce((sum, model) => sum + model.bytes, 0);
  const models = `${MODEL_FILES.length} models (${(bytes / 1e6).toFixed(1)} MB)`;
  if ((await nativeOnnx()) !== undefined)
    return { health: 'ok', text: `${models} in ${NATIVE_ONNX} ${await versionOf(NATIVE_ONNX)}` };
  return {
    health: 'slow',
    text: `${models} in WebAssembly, about eight times slower than in ${NATIVE_ONNX}`,
    hint: `npm install ${NATIVE_ONNX} --ignore-scripts`,
  };
}

async function lookAtService(): Promise<Found> {
  const [here, own] = await Promise.all([versionOf(SERVICE), versionOf('@dynamics-codec/node')]);
  const hint = `npm install ${SERVICE}@${own}`;
  if (here === undefined)
    return { health: 'missing', text: 'not installed; dync queue, worker and serve need it', hint };
  if (here === own) return { health: 'ok', text: `${SERVICE} ${here}` };
  return { health: 'broken', text: `${SERVICE} ${here} beside @dynamics-codec/node ${own}`, hint };
}

async function lookAtTemporaryFiles(): Promise<Found> {
  await rm(await mkdtemp(join(tmpdir(), 'dync-doctor-')), { recursive: true });
  return { health: 'ok', text: tmpdir() };
}

/** The version of a package that this one, or the project in which the process runs, finds. */
async function versionOf(name: string): Promise<string | undefined> {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    for (const folder of createRequire(from).resolve.paths(name) ?? []) {
      const text = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
      if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    }
  }
  return undefined;
}
