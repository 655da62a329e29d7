/** @file Pictures that are rendered by workers: what a worker answers, and the runner that deals them out. */
import { framesHere, type FrameOrder, type FrameRunner, type SceneTime } from 'dynamics-codec/decoder';
import type { Picture } from 'dynamics-codec/picture';
import type { GroupScene } from 'dynamics-codec/render';
import type { Context, Handlers } from './api.js';
import { buffersWithin, transferred } from './transfer.js';
import type { WorkerConnection } from './worker-connection.js';

/** Scenes that a worker keeps: one on show, its neighbour while they cross-fade, and those of another stream. */
const SCENES_KEPT = 4;

/** A scene that a worker knows by its number, at a time. */
type NumberedTime = Omit<SceneTime, 'scene'> & { readonly scene: number };

/** A picture for a worker to render. Plain data. */
export interface FrameTask extends NumberedTime, Pick<FrameOrder, 'motion' | 'liveliness'> {
  readonly before: (NumberedTime & { readonly share: number }) | undefined;
  /** Scenes of this task that the worker has not seen, and numbers of others that will not come back. */
  readonly newScenes: readonly (readonly [number: number, scene: GroupScene])[];
  readonly oldScenes: readonly number[];
}

/** What a worker that renders can be asked. */
export interface FrameApi {
  render(task: FrameTask, context: Context): Promise<Picture>;
}

/** Answers {@link FrameApi}. */
export function frameHandlers(): Handlers<FrameApi> {
  const scenes = new Map<number, GroupScene>();
  const here = framesHere();
  const known = (number: number): GroupScene => {
    const scene = scenes.get(number);
    if (scene === undefined) throw new RangeError(`Expected scene ${number} to be sent before it is shown`);
    return scene;
  };
  return {
    async render({ newScenes, oldScenes, before, ...task }, { signal }) {
      for (const [number, scene] of newScenes) scenes.set(number, scene);
      for (const number of oldScenes) scenes.delete(number);
      const order = {
        ...task,
        scene: known(task.scene),
        before: before && { ...before, scene: known(before.scene) },
      };
      const picture = await here.render(order, signal);
      const kept = new Set(buffersWithin(order.scene.key));
      return transferred(
        picture,
        buffersWithin(picture).filter((buffer) => !kept.has(buffer)),
      );
    },
  };
}

/** A worker, and the numbers of the scenes that it keeps: the one that was shown last comes last. */
interface Renderer {
  readonly worker: WorkerConnection<FrameApi>;
  readonly kept: Set<number>;
  waiting: number;
}

/** A {@link FrameRunner} to close when done. */
export interface FrameWorkers extends FrameRunner {
  /** Ends the workers; open calls reject with `WORKER_CLOSED`. */
  close(): void;
}

/**
 * Renders in workers: each picture in the one that has fewest to do. A worker is started when all others have something to do,
 * and is sent a scene once.
 * @param size most workers
 * @param start starts a worker; `onLost` is to be called where it is lost
 */
export function frameWorkers(size: number, start: (onLost: () => void) => WorkerConnection<FrameApi>): FrameWorkers {
  const numbers = new WeakMap<GroupScene, number>();
  const renderers = new Set<Renderer>();
  let count = 0;
  const numberOf = (scene: GroupScene): number => {
    const number = numbers.get(scene) ?? count++;
    numbers.set(scene, number);
    return number;
  };
  const add = (): Renderer => {
    const renderer: Renderer = {
      worker: start(() => renderers.delete(renderer)),
      kept: new Set(),
      waiting: 0,
    };
    renderers.add(renderer);
    return renderer;
  };
  const idlest = (): Renderer => {
    const [first] = [...renderers].sort((a, b) => a.waiting - b.waiting);
    return first === undefined || (first.waiting > 0 && renderers.size < size) ? add() : first;
  };
  return {
    concurrency: size,
    async render({ scene, t, before, motion, liveliness }, signal) {
      const renderer = idlest();
      const shown = before === undefined ? [scene] : [scene, before.scene];
      const newScenes = shown
        .filter((each) => !renderer.kept.has(numberOf(each)))
        .map((each) => [numberOf(each), each] as const);
      const task: FrameTask = {
        scene: numberOf(scene),
        t,
        before: before && { ...before, scene: numberOf(before.scene) },
        motion,
        liveliness,
        newScenes,
        oldScenes: keep(renderer.kept, shown.map(numberOf)),
      };
      renderer.waiting++;
      try {
        return await renderer.worker.call('render', task, { signal });
      } finally {
        renderer.waiting--;
      }
    },
    close() {
      for (const { worker } of renderers) worker.close();
      renderers.clear();
    },
  };
}

/** Notes what is shown now. @returns the numbers that no longer have a place */
function keep(kept: Set<number>, shown: readonly number[]): number[] {
  for (const number of shown) {
    kept.delete(number);
    kept.add(number);
  }
  const old = [...kept].slice(0, Math.max(kept.size - SCENES_KEPT, 0));
  for (const number of old) kept.delete(number);
  return old;
}
