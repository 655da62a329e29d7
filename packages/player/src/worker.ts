/**
 * @file The decoder's side of the player: what the worker runs. It serves any number of streams. The same module can be
 * imported by a page that may not start workers; it then listens to nothing by itself.
 */
import { browserStills, neuralHost } from '@dynamics-codec/browser';
import { serve as answer, transferred, type Handlers } from '@dynamics-codec/workers';
import { ModelError } from 'dynamics-codec/generator';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { ArrivingBytes } from './arriving-bytes.js';
import type { DecoderApi, PlayableScene } from './decoder-api.js';
import { SceneSource, type NeuralPart } from './scene-source.js';
import type { StreamOptions } from './stream-options.js';

interface Stream {
  readonly bytes: ArrivingBytes;
  readonly source: Promise<SceneSource>;
}

/** Decodes streams for whoever holds the other end of `port`. */
export function serve(port: MessagePort): void {
  const streams = new Map<number, Stream>();
  const find = (stream: number): Stream => {
    const known = streams.get(stream);
    if (known === undefined) throw new InvalidOptionError('stream', 'an open stream', stream);
    return known;
  };
  answer<DecoderApi>(port, {
    hello: () => undefined,
    async open({ stream, options }, { signal, emit }) {
      const bytes = new ArrivingBytes();
      const source = SceneSource.open(bytes, browserStills(), options, neuralPart(options));
      const closed = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => {
          bytes.end();
          resolve();
        }),
      );
      streams.set(stream, { bytes, source });
      try {
        const opened = await source;
        emit(opened.facts);
        await closed;
        opened.close();
      } finally {
        bytes.end();
        streams.delete(stream);
      }
    },
    async feed({ stream, bytes }) {
      const arriving = find(stream).bytes;
      if (bytes !== undefined) return arriving.push(bytes);
      arriving.end();
      return false;
    },
    async group({ stream, index }, { emit }) {
      return movable(await (await find(stream).source).group(index, emit));
    },
    async restored({ stream, index }) {
      return (await find(stream).source).restored(index);
    },
  } satisfies Handlers<DecoderApi>);
}

/** Scenes that were restored are kept here, so they are copied; all others move. */
function movable(scene: PlayableScene): PlayableScene | ReturnType<typeof transferred<PlayableScene>> {
  return scene.restored ? scene : transferred(scene);
}

/** What runs the networks of a model; `undefined` where the page does not want it. */
function neuralPart({ generator, models }: StreamOptions): NeuralPart | undefined {
  if (generator === 'classical') return undefined;
  if (models !== undefined) return neuralHost(models);
  const nowhere = new ModelError(
    'MISSING_RUNTIME',
    'Expected the address of the neural part, which this stream was made for, in the attribute "models" or in DynamicsPlayer.models but received none',
  );
  return { restore: () => Promise.reject(nowhere), generate: () => Promise.reject(nowhere) };
}

if (typeof document === 'undefined' && 'WorkerGlobalScope' in globalThis) serve(globalThis as unknown as MessagePort);
