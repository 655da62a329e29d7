/** @file Worker that animates a photograph: guesses what in it would move, and encodes it. */
import { animate, readStreamInfo, type NetworkRuntime } from 'dynamics-codec';
import { DRAWING_MODEL } from 'dynamics-codec/generator';
import { browserNetworks } from '@dynamics-codec/browser';
import { transferred } from '@dynamics-codec/workers';
import { serveWorker } from '@dynamics-codec/workers/browser';
import { openWorkerStills, type WorkerStills } from '../stills/index.js';
import type { AnimateApi, AnimateOrder, AnimateResult, AnimateStage } from './animate-protocol.js';

async function run(order: AnimateOrder, onStage: (stage: AnimateStage) => void): Promise<AnimateResult> {
  const { picture, mask, strength, seconds, seed, quality, learned, models } = order;
  onStage('loading');
  const stills = openWorkerStills();
  try {
    const { bytes } = await animate(picture, {
      stills: reportingStills(stills, () => onStage('encoding')),
      networks: reportingNetworks(browserNetworks(models), () => onStage('guessing')),
      modelId: learned ? DRAWING_MODEL : 0,
      target: { quality },
      strength,
      seconds,
      seed,
      ...(mask && { mask }),
    });
    return { stream: bytes as Uint8Array<ArrayBuffer>, info: readStreamInfo(bytes) };
  } finally {
    stills.close();
  }
}

function reportingStills(stills: WorkerStills, onEncode: () => void): WorkerStills {
  return {
    ...stills,
    encode(picture, options) {
      onEncode();
      return stills.encode(picture, options);
    },
  };
}

/** Tells when the first network that was opened begins to run. */
function reportingNetworks(networks: NetworkRuntime, onFirstRun: () => void): NetworkRuntime {
  let ran = false;
  return {
    async open(model) {
      const network = await networks.open(model);
      return {
        run(inputs) {
          if (!ran) onFirstRun();
          ran = true;
          return network.run(inputs);
        },
      };
    },
  };
}

serveWorker<AnimateApi>({
  animate: async (order, { emit }) => transferred(await run(order, emit)),
});
