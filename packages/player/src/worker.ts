/**
 * @file The decoder's side of the player: what the worker runs. It serves any number of streams, each over a port of its
 * own. The same module can be imported by a page that may not start workers; it then listens to nothing by itself.
 */
import { ModelError } from 'dynamics-codec/generator';
import { DynamicsError } from 'dynamics-codec/picture';
import { ArrivingBytes } from './arriving-bytes.js';
import { browserStills } from '@dynamics-codec/browser';
import { neuralHost } from '@dynamics-codec/browser';
import {
  buffersWithin,
  type ErrorFacts,
  type Invitation,
  type Reply,
  type Request,
  type StreamOptions,
} from './protocol.js';
import { StreamDecoder, type NeuralPart } from './stream-decoder.js';

/** Decodes one stream for whoever holds the other end of `port`, until it is told to close. */
export function serve(port: MessagePort): void {
  const bytes = new ArrivingBytes();
  let decoder: Promise<StreamDecoder> | undefined;
  const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  const fail = (error: unknown, index?: number): void => reply({ type: 'error', index, error: factsOf(error) });

  port.onmessage = ({ data }: MessageEvent<Request>) => {
    switch (data.type) {
      case 'open':
        decoder = StreamDecoder.open(bytes, browserStills(), data.options, neuralPart(data.options));
        decoder.then(({ facts }) => reply({ type: 'facts', facts }), fail);
        break;
      case 'bytes':
        bytes.push(data.bytes);
        break;
      case 'end':
        bytes.end();
        break;
      case 'group':
        void decodeGroup(data.index);
        break;
      case 'close':
        decoder?.then(
          (opened) => opened.close(),
          () => undefined,
        );
        bytes.end();
        port.close();
    }
  };

  async function restoreGroup(opened: StreamDecoder, index: number): Promise<void> {
    try {
      const group = await opened.restored(index);
      if (group !== undefined) reply({ type: 'restored', index, group }, buffersWithin(group));
    } catch (error) {
      reply({ type: 'note', error: factsOf(error) });
    }
  }

  async function decodeGroup(index: number): Promise<void> {
    try {
      const opened = await decoder;
      if (opened === undefined) return;
      const group = await opened.group(index, (key) => reply({ type: 'key', index, key }));
      reply({ type: 'group', index, group }, buffersWithin(group));
      void restoreGroup(opened, index);
    } catch (error) {
      fail(error, index);
    }
  }
}

/** What runs the networks of a model; `undefined` where the page does not want it. */
function neuralPart({ generator, models }: StreamOptions): NeuralPart | undefined {
  if (generator === 'classical') return undefined;
  if (models !== undefined) return neuralHost(models);
  const nowhere = new ModelError(
    'MISSING_RUNTIME',
    'Expected the address of the neural part, which this stream was made for, in the attribute "models" or in DynamicsPlayer.models but received none',
  );
  return { restore: () => Promise.reject(nowhere), runMotion: () => Promise.reject(nowhere) };
}

function factsOf(error: unknown): ErrorFacts {
  if (error instanceof DynamicsError) return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

interface WorkerScope {
  onmessage: ((event: MessageEvent<Invitation>) => void) | null;
  postMessage(message: string): void;
}

if (typeof document === 'undefined' && 'WorkerGlobalScope' in globalThis) {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = ({ data }) => serve(data.port);
  scope.postMessage('ready');
}
