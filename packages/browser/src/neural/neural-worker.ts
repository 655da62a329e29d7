/**
 * @file The neural part of the player: a worker of its own, started when a stream wants it, so that one to two seconds of
 * arithmetic hold up neither the page nor the decoder. Everything it needs lies beside it.
 */
import { learnedAppearance, ModelError, modelOf, type Model } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import { browserNetworks } from '../browser-networks.js';
import type { MotionRequest, NeuralReply, NumberedRequest, RestoreRequest, Tensors } from './neural-protocol.js';

interface Scope {
  onmessage: ((event: MessageEvent<NumberedRequest>) => void) | null;
  postMessage(message: NeuralReply): void;
}

const networks = browserNetworks(new URL('.', import.meta.url).href);

async function restore({ modelId, ...conditions }: RestoreRequest): Promise<Picture> {
  const { appearance } = modelFor(modelId);
  return learnedAppearance(await networks.open(appearance), modelId, appearance.noise).restore(conditions);
}

async function runMotion({ modelId, inputs }: MotionRequest): Promise<Tensors> {
  const { motion } = modelFor(modelId);
  if (motion === undefined) throw new ModelError('MISSING_MODEL', `Expected a model of motion but received ${modelId}`);
  return (await networks.open(motion)).run(inputs);
}

function modelFor(id: number): Model {
  const model = modelOf(id);
  if (model === undefined) throw new ModelError('MISSING_MODEL', `Expected a known model but received ${id}`);
  return model;
}

async function answer({ number, ...request }: NumberedRequest): Promise<NeuralReply> {
  try {
    return 'inputs' in request ? { number, outputs: await runMotion(request) } : { number, key: await restore(request) };
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
