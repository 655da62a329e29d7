import { CarriedTexture } from './carried-texture.js';
import { FlowInverter } from './inverse-flow.js';
import { SceneComposer, type GroupScene } from './scene-composer.js';

/** Composes the frames of any group. Holds its workspace: not re-entrant. */
export class FrameComposer extends SceneComposer {
  constructor(scene: GroupScene) {
    super(scene, { Inverter: FlowInverter, Carried: CarriedTexture });
  }
}
