// @ts-check
/** @file The scenes that are compared, and what of them lies in `scenes`: the clip, and a stream of it by each codec. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadClip } from '@dynamics-codec/bench';

const FOLDER = join(import.meta.dirname, 'scenes');

const MOST_FRAMES = 1000;

/**
 * A scene of `scenes/scenes.json`.
 *
 * @typedef {object} Scene
 * @property {string} clip name of its files, and of the clip where it comes from
 * @property {string} title
 * @property {string} alt what is to be seen
 * @property {number} kbps the rate in kbit/s that both codecs aim at
 * @property {string} origin how the clip was made and by whom
 * @property {boolean} trained whether this codec's networks have learned from the clip
 * @property {{ qp: number, offset: number }} vvc settings of VVenC: quantiser, and how much finer that of the first picture is
 */

/** Where the list is. */
export const SCENES_FILE = join(FOLDER, 'scenes.json');

/** @returns {Promise<Scene[]>} */
export async function readScenes() {
  return JSON.parse(await readFile(SCENES_FILE, 'utf8'));
}

/**
 * @param {Pick<Scene, 'clip'>} scene
 * @returns the files of a scene: the original, our stream and that of VVC
 */
export function filesOf({ clip }) {
  return {
    original: join(FOLDER, `${clip}.mp4`),
    stream: join(FOLDER, `${clip}.dync`),
    rival: join(FOLDER, `${clip}.266`),
  };
}

/** The frames of a scene's original. @param {Pick<Scene, 'clip'>} scene */
export function clipOf(scene) {
  return loadClip({ id: scene.clip, path: filesOf(scene).original, category: '', description: '' }, MOST_FRAMES);
}
