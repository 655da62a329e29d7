import { describe, expect, it } from 'vitest';
import type { PlayableScene } from './decoder-api.js';
import { SceneCache } from './scene-cache.js';

function sceneOf(bytes: number): PlayableScene {
  const key = { width: 1, height: 1, y: new Uint8Array(bytes), u: new Uint8Array(0), v: new Uint8Array(0) };
  const series = { series: [new Float32Array(0)] } as unknown as PlayableScene['scene']['series'];
  return { scene: { key, series }, tail: 0, loopFrames: 0, restored: true } as unknown as PlayableScene;
}

describe('SceneCache', () => {
  it('lets go of what was kept first where bytes are too many', () => {
    const cache = new SceneCache(100);
    const scenes = [sceneOf(40), sceneOf(50), sceneOf(30)];
    for (const [index, scene] of scenes.entries()) cache.set(index, scene);
    expect([0, 1, 2].map((index) => cache.get(index))).toEqual([undefined, scenes[1], scenes[2]]);
  });

  it('counts a scene once that is set again', () => {
    const cache = new SceneCache(100);
    cache.set(0, sceneOf(40));
    for (let time = 0; time < 5; time++) cache.set(1, sceneOf(50));
    expect(cache.get(0)).toBeDefined();
  });

  it('keeps the newest whatever its size', () => {
    const cache = new SceneCache(100);
    cache.set(0, sceneOf(40));
    cache.set(1, sceneOf(500));
    expect([cache.get(0), cache.get(1) !== undefined]).toEqual([undefined, true]);
  });
});
