import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buffersWithin } from '@dynamics-codec/workers';
import { nodeStills } from '@dynamics-codec/node';
import { FrameComposer } from 'dynamics-codec/render';
import type { PlayableScene } from '../packages/player/src/decoder-api.js';
import { SceneSource } from '../packages/player/src/scene-source.js';
import { withDrawnMotion } from './fixtures/with-drawn-motion.js';

const loadDrawing = () => import('../packages/player/src/parts/drawn-motion.js');

async function sceneOf(name: string, index: number): Promise<PlayableScene> {
  const bytes = new Uint8Array(await readFile(join(import.meta.dirname, 'golden', `${name}.dync`)));
  async function* once(): AsyncGenerator<Uint8Array> {
    yield withDrawnMotion(bytes);
    await Promise.resolve();
  }
  const source = await SceneSource.open(once(), { stills: nodeStills(), loadDrawing }, { fidelity: 0 });
  return source.group(index, () => undefined);
}

describe('a scene with drawn motion', () => {
  it.each(['still', 'oscillation', 'advection', 'camera-light'])('of %s moves between threads whole', async (name) => {
    const [here, moved] = [await sceneOf(name, 0), await sceneOf(name, 0)];
    const { drawn, drawnLight } = moved.scene;
    expect([drawn.length > 0, drawnLight.length > 0]).toEqual([true, true]);
    const there = structuredClone(moved, { transfer: buffersWithin(moved) });
    for (const { map } of [...drawn, ...drawnLight]) expect(map.data.length).toBe(0);
    for (const liveliness of [0, 1, 2])
      expect(new FrameComposer(there.scene).compose(7.3, 1, liveliness)).toEqual(
        new FrameComposer(here.scene).compose(7.3, 1, liveliness),
      );
  });

  it('of a later group is drawn for its place in the stream', async () => {
    const phases = async (index: number): Promise<number[]> =>
      (await sceneOf('split', index)).scene.drawn.map(({ series }) => series.phase);
    expect(await phases(1)).not.toEqual(await phases(0));
  });
});
