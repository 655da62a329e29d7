import { transferred } from '@dynamics-codec/workers';
import { serveThread } from '@dynamics-codec/workers/node';
import { ModelError, openOnnx, type OnnxRuntime, type OpenNetwork } from 'dynamics-codec/generator';
import type { NetworkThreadApi } from './network-thread-api.js';

/**
 * Answers the calls of {@link NetworkThreadApi} on this thread.
 * @param start begins the runtime, when the first model is opened
 * @param options of sessions
 */
export function serveNetworks(start: () => Promise<OnnxRuntime>, options: object): void {
  const networks = new Map<number, OpenNetwork>();
  let last = 0;
  let runtime: Promise<OnnxRuntime> | undefined;
  serveThread<NetworkThreadApi>({
    async open({ model, bytes }) {
      runtime ??= start();
      const network = await openOnnx(await runtime, model, bytes, options);
      networks.set(++last, network);
      return last;
    },
    async run({ network, inputs }) {
      const opened = networks.get(network);
      if (opened === undefined)
        throw new ModelError('MISSING_MODEL', `Expected an open network but received ${network}`);
      const outputs = Object.entries(await opened.run(inputs));
      // Memory that belongs to the runtime must not move to another thread.
      return transferred(
        Object.fromEntries(outputs.map(([name, { data, shape }]) => [name, { data: data.slice(), shape }])),
      );
    },
    async release({ network }) {
      const opened = networks.get(network);
      networks.delete(network);
      await opened?.release();
    },
  });
}
