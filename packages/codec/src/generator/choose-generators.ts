import { classicalAppearance } from './appearance/classical-appearance.js';
import { classicalMotion } from './motion/classical-motion.js';
import { ModelError } from './errors.js';
import type { AppearanceGenerator, MotionGenerator } from './generator.js';
import { learnedAppearance } from './appearance/learned-appearance.js';
import { learnedMotion } from './motion/learned-motion.js';
import { assertLearnedSize } from './model-parts.js';
import { modelOf } from './models.js';
import type { NetworkRuntime } from './network.js';

/**
 * Which generators may be used: `classical` runs no network whatever the stream says, `learned` runs those that the
 * stream was made for or fails, `auto` runs them where it can.
 */
export type GeneratorChoice = 'auto' | 'classical' | 'learned';

/** The generators that were chosen, and why they are not those that the stream was made for. */
export interface ChosenGenerators {
  readonly appearance: AppearanceGenerator;
  readonly motion: MotionGenerator;
  /** One sentence for people; `undefined` where all is as it should be. */
  readonly note: string | undefined;
}

/**
 * The generators for a stream.
 * @param modelId of the stream's header, of a model that is known (see {@link modelOf}), or 0
 * @param size of its pictures; networks are run for none above `MAX_LEARNED_PIXELS`
 * @throws ModelError where the choice is `learned` and the model cannot run here
 */
export async function chooseGenerators(
  modelId: number,
  choice: GeneratorChoice,
  networks: NetworkRuntime | undefined,
  size?: { readonly width: number; readonly height: number },
): Promise<ChosenGenerators> {
  const classical = { appearance: classicalAppearance, motion: classicalMotion, note: undefined };
  const model = modelOf(modelId);
  if (choice === 'classical' || model === undefined) return classical;
  try {
    if (size !== undefined) assertLearnedSize(size);
    if (networks === undefined)
      throw new ModelError(
        'MISSING_RUNTIME',
        `Expected something to run networks with for model ${modelId} of the stream but received nothing`,
      );
    const [appearance, filters, prior] = await Promise.all([
      networks.open(model.appearance),
      model.motion && networks.open(model.motion),
      networks.open(model.prior),
    ]);
    return {
      appearance: learnedAppearance(appearance, modelId, model.appearance),
      motion: learnedMotion({ filters, prior }, modelId),
      note: undefined,
    };
  } catch (error) {
    if (choice === 'learned' || !(error instanceof ModelError)) throw error;
    return {
      ...classical,
      note: `the stream was made for model ${modelId}, which cannot run here, so it is shown without it: ${error.message}`,
    };
  }
}

/** The appearance generator alone: see {@link chooseGenerators}. */
export async function chooseAppearance(
  modelId: number,
  choice: GeneratorChoice,
  networks: NetworkRuntime | undefined,
): Promise<Pick<ChosenGenerators, 'appearance' | 'note'>> {
  const { appearance, note } = await chooseGenerators(modelId, choice, networks);
  return { appearance, note };
}
