import type { PlayableScene } from './decoder-api.js';
import { buffersWithin } from '@dynamics-codec/workers';

/** Scenes by their group, as many as `most` bytes hold; the newest is kept whatever its size. */
export class SceneCache {
  private readonly scenes = new Map<number, { readonly scene: PlayableScene; readonly bytes: number }>();
  private bytes = 0;

  constructor(private readonly most: number) {}

  /** A scene that is kept. */
  get(index: number): PlayableScene | undefined {
    return this.scenes.get(index)?.scene;
  }

  /** Keeps a scene, and lets go of those that were kept first where they are too many. */
  set(index: number, scene: PlayableScene): void {
    const bytes = buffersWithin(scene).reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.drop(index);
    this.scenes.set(index, { scene, bytes });
    this.bytes += bytes;
    for (const oldest of this.scenes.keys()) {
      if (this.bytes <= this.most || oldest === index) break;
      this.drop(oldest);
    }
  }

  private drop(index: number): void {
    this.bytes -= this.scenes.get(index)?.bytes ?? 0;
    this.scenes.delete(index);
  }
}
