import { classicalAppearance } from './classical-appearance.js';
import { ModelError } from './errors.js';
import type { AppearanceGenerator } from './generator.js';
import { learnedAppearance } from './learned-appearance.js';
import { modelOf } from './models.js';
import type { NetworkRuntime } from './network.js';

/**
 * Which generators may be used: `classical` runs no network whatever the stream says, `learned` runs those that the
 * stream was made for or fails, `auto` runs them where it can.
 */
export type GeneratorChoice = 'auto' | 'classical' | 'learned';

/** The generator that was chosen, and why it is not the one that the stream was made for. */
export interface ChosenAppearance {
  readonly appearance: AppearanceGenerator;
  /** One sentence for people; `undefined` where all is as it should be. */
  readonly note: string | undefined;
}

/**
 * The appearance generator for a stream.
 * @param modelId of the stream's header, of a model that is known (see {@link modelOf}), or 0
 * @throws ModelError where the choice is `learned` and the model cannot run here
 */
export async function chooseAppearance(modelId: number, choice: GeneratorChoice, networks: NetworkRuntime | undefined): Promise<ChosenAppearance> {
  const model = modelOf(modelId);
  if (choice === 'classical' || model === undefined) return { appearance: classicalAppearance, note: undefined };
  try {
    if (networks === undefined) throw new ModelError('MISSING_RUNTIME', `Expected something to run networks with for model ${modelId} of the stream but received nothing`);
    return { appearance: learnedAppearance(await networks.open(model), modelId), note: undefined };
  } catch (error) {
    if (choice === 'learned' || !(error instanceof ModelError)) throw error;
    return { appearance: classicalAppearance, note: `the stream was made for model ${modelId}, which cannot run here, so its key pictures are restored without it: ${error.message}` };
  }
}
