// @ts-check
/**
 * @file Writes what the page of scenes shows: for each scene our stream as it is, one video with the original and VVC's decoded
 * stream side by side, which cannot run out of step with itself, and what the page says of them.
 */
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { liveliestRow, nalPayloadBytes, pictureOf, vvcCodec, writePanels } from '@dynamics-codec/bench';
import { framesPerSecond } from 'dynamics-codec';
import { clipOf, filesOf, readScenes } from './scene-list.js';

/** As good as the eye needs, and a little better: what is compared is the codecs, not these videos. */
const VIDEO_QUALITY = 78;

/**
 * @param {string} output a folder
 * @param {(line: string) => void} say
 * @param {readonly string[]} clips names of those to write; all where there is none
 */
export async function buildScenes(output, say, clips) {
  await mkdir(output, { recursive: true });
  const vvc = await vvcCodec(undefined);
  const shown = [];
  for (const { vvc: setting, ...scene } of await readScenes()) {
    if (clips.length > 0 && !clips.includes(scene.clip)) continue;
    const files = filesOf(scene);
    const clip = await clipOf(scene);
    const { frames, frameRate, colour, width, height } = clip;
    const rival = await vvc.decode(files.rival, clip, { id: scene.clip, text: '', values: {} });
    const panels = [frames, rival.map((samples) => pictureOf(samples, colour))];
    await writePanels(join(output, `${scene.clip}.mp4`), panels, frameRate, VIDEO_QUALITY);
    await copyFile(files.stream, join(output, `${scene.clip}.dync`));
    const bytes = {
      original: (await stat(files.original)).size,
      vvc: nalPayloadBytes(await readFile(files.rival), 'vvc'),
      ours: (await readFile(files.stream)).length,
    };
    const rate = framesPerSecond(frameRate);
    shown.push({
      ...scene,
      quantiser: setting.qp,
      width,
      height,
      frames: frames.length,
      rate,
      bytes,
      row: liveliestRow(frames),
    });
    say(`${scene.clip}  original ${bytes.original}, VVC ${bytes.vvc}, ours ${bytes.ours} bytes`);
  }
  await writeFile(join(output, 'scenes.json'), JSON.stringify(shown));
}
