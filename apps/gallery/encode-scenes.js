// @ts-check
/**
 * @file Encodes the scenes anew: by this codec with at most the bytes of a scene's rate, and, where `vvencapp` is on the PATH,
 * by VVenC with the smallest stream that has at least as many.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vvcCodec } from '@dynamics-codec/bench';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { encode, framesPerSecond } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { clipOf, filesOf, readScenes, SCENES_FILE } from './scene-list.js';

const run = promisify(execFile);

/** Quantisers of VVenC, from the most bytes to the fewest. */
const FINEST = 38;
const COARSEST = 58;

/**
 * @param {(line: string) => void} say
 * @param {readonly string[]} clips names of those to encode; all where there is none
 */
export async function encodeScenes(say, clips) {
  const scenes = await readScenes();
  const hasVvenc = await run('vvencapp', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasVvenc) say('vvencapp is not on the PATH: the streams of VVC stay as they are');
  const vvc = await vvcCodec(undefined);
  for (const scene of scenes.filter(({ clip }) => clips.length === 0 || clips.includes(clip))) {
    const files = filesOf(scene);
    const clip = await clipOf(scene);
    const seconds = clip.frames.length / framesPerSecond(clip.frameRate);
    const budget = Math.floor((scene.kbps * 1000 * seconds) / 8);
    const ours = await encodeOurs(clip, budget);
    await writeFile(files.stream, ours);
    say(`${scene.clip}  ${scene.kbps} kbit/s, ${budget} bytes: ours ${ours.length}`);
    if (!hasVvenc) continue;
    const { qp, bytes, stream } = await encodeVvc(vvc, clip, budget, scene.vvc.offset);
    await writeFile(files.rival, stream);
    scene.vvc = { ...scene.vvc, qp };
    say(`${scene.clip}  VVC ${bytes}, QP ${qp}`);
  }
  if (hasVvenc) await writeFile(SCENES_FILE, `${JSON.stringify(scenes, null, 2)}\n`);
}

/**
 * @param {import('@dynamics-codec/bench').LoadedClip} clip
 * @param {number} budget
 */
async function encodeOurs({ frames, frameRate, colour }, budget) {
  const { bytes } = await encode(frames, {
    frameRate,
    colour,
    frameCount: frames.length,
    target: { bytes: budget },
    stills: nodeStills(),
    modelId: NEWEST_MODEL,
    networks: nodeNetworks(),
  });
  return bytes;
}

/**
 * The coarsest quantiser whose stream has at least the bytes of the budget, by halving.
 * @param {import('@dynamics-codec/bench').BenchCodec} vvc
 * @param {import('@dynamics-codec/bench').LoadedClip} clip
 * @param {number} budget
 * @param {number} offset
 */
async function encodeVvc(vvc, clip, budget, offset) {
  const folder = await mkdtemp(join(tmpdir(), 'dync-scene-'));
  /** @param {number} qp */
  const attempt = async (qp) => {
    const path = join(folder, `${qp}.266`);
    const { bytes } = await vvc.encode(clip, { id: String(qp), text: '', values: { qp, offset } }, path);
    return { qp, bytes, stream: await readFile(path) };
  };
  try {
    let [fine, coarse] = [FINEST, COARSEST];
    let best = await attempt(fine);
    while (coarse - fine > 1) {
      const qp = (fine + coarse) >> 1;
      const tried = await attempt(qp);
      if (tried.bytes < budget) coarse = qp;
      else [fine, best] = [qp, tried];
    }
    return best;
  } finally {
    await rm(folder, { recursive: true });
  }
}
