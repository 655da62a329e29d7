import { breather, inSteps, OneAtATime } from '../math/index.js';
import { onMatte, type Picture } from '../picture/index.js';
import { crossFadeSteps, GroupRenderer, type GroupScene } from '../render/index.js';

/** A scene at a time. */
export interface SceneTime {
  readonly scene: GroupScene;
  /** Frames since the first of the group; any real number. */
  readonly t: number;
}

/** What one picture shows. */
export interface FrameOrder extends SceneTime {
  /** What fades out, and the share of the scene that it fades into. */
  readonly before?: (SceneTime & { readonly share: number }) | undefined;
  /** Scales the motion: 0 stands still, 1 is as encoded. */
  readonly motion: number;
  /** Scales what was drawn: 0 shows only what was sent, 1 is as measured. */
  readonly liveliness: number;
}

/** Renders pictures. They are the same wherever that is done. */
export interface FrameRunner {
  /** How many pictures it renders at a time. */
  readonly concurrency: number;
  /**
   * A picture over black. It may share planes with the key picture of its scene.
   * @throws AbortError through the signal
   */
  render(order: FrameOrder, signal?: AbortSignal): Promise<Picture>;
}

/** Renders on the thread that calls, one picture after the other. What it holds for a scene goes with the scene. */
export function framesHere(): FrameRunner {
  const renderers = new WeakMap<GroupScene, GroupRenderer>();
  // Renderers have one workspace each.
  const turns = new OneAtATime();
  const rendererOf = (scene: GroupScene): GroupRenderer => {
    const renderer = renderers.get(scene) ?? new GroupRenderer(scene);
    renderers.set(scene, renderer);
    return renderer;
  };
  return {
    concurrency: 1,
    render(order, signal) {
      const { before, motion, liveliness } = order;
      const breathe = breather(signal);
      const shown = ({ scene, t }: SceneTime): Promise<Picture> =>
        inSteps(rendererOf(scene).renderSteps(t, motion, liveliness), breathe);
      return turns.run(async () => {
        const picture = await shown(order);
        if (before === undefined) return onMatte(picture, 0);
        return onMatte(await inSteps(crossFadeSteps(await shown(before), picture, before.share), breathe), 0);
      });
    },
  };
}
