/**
 * @file The neural part of the player: a worker of its own, started when a stream wants it, so that one to two seconds of
 * arithmetic hold up neither the page nor the decoder. Everything it needs lies beside it.
 */
import { learnedAppearance, learnedMotion, ModelError, modelOf, type Model } from 'dynamics-codec/generator';
import { OneAtATime } from 'dynamics-codec/math';
import { transferred } from '@dynamics-codec/workers';
import { serveWorker } from '@dynamics-codec/workers/browser';
import { browserNetworks } from '../browser-networks.js';
import type { NeuralApi } from './neural-protocol.js';

const networks = browserNetworks(new URL('.', import.meta.url).href);
/** Each request needs much memory while it runs. */
const requests = new OneAtATime();

function modelFor(id: number): Model {
  const model = modelOf(id);
  if (model === undefined) throw new ModelError('MISSING_MODEL', `Expected a known model but received ${id}`);
  return model;
}

serveWorker<NeuralApi>({
  restore: ({ modelId, ...conditions }) =>
    requests.run(async () => {
      const { appearance } = modelFor(modelId);
      const restorer = learnedAppearance(await networks.open(appearance), modelId, appearance);
      return transferred(await restorer.restore(conditions));
    }),
  generate: ({ modelId, ...conditions }) =>
    requests.run(async () => {
      const { motion, prior } = modelFor(modelId);
      const filters = motion && (await networks.open(motion));
      const draws = conditions.drawing === undefined ? undefined : await networks.open(prior);
      return transferred(await learnedMotion({ filters, prior: draws }, modelId).generate(conditions));
    }),
});
