/**
 * @file The neural part of the player: a worker of its own, started when a stream wants it, so that one to two seconds of
 * arithmetic hold up neither the page nor the decoder. Everything it needs lies beside it.
 */
import { learnedAppearance, ModelError, modelOf } from '../generator/index.js';
import type { Picture } from '../picture/index.js';
import { browserNetworks } from './browser-networks.js';
import type { NeuralReply, NumberedRequest, RestoreRequest } from './neural-protocol.js';

interface Scope {
  onmessage: ((event: MessageEvent<NumberedRequest>) => void) | null;
  postMessage(message: NeuralReply): void;
}

const networks = browserNetworks(new URL('.', import.meta.url).href);

async function restore({ modelId, ...conditions }: RestoreRequest): Promise<Picture> {
  const model = modelOf(modelId);
  if (model === undefined) throw new ModelError('MISSING_MODEL', `Expected a known model but received ${modelId}`);
  return learnedAppearance(await networks.open(model), modelId).restore(conditions);
}

async function answer({ number, ...request }: NumberedRequest): Promise<NeuralReply> {
  try {
    return { number, key: await restore(request) };
  } catch (error) {
    const code = error instanceof ModelError ? error.code : 'MISSING_RUNTIME';
    return { number, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

const scope = globalThis as unknown as Scope;
let last = Promise.resolve();
scope.onmessage = ({ data }) => {
  last = last.then(async () => scope.postMessage(await answer(data)));
};
