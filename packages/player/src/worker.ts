/**
 * @file The decoder's side of the player: what the worker runs. It serves any number of streams. The same module can be
 * imported by a page that may not start workers; it then listens to nothing by itself.
 */
import { browserStillsBy, type NeuralHost } from '@dynamics-codec/browser';
import { serve as answer, transferred, type Handlers } from '@dynamics-codec/workers';
import { ModelError } from 'dynamics-codec/generator';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { ArrivingBytes } from './arriving-bytes.js';
import type { DecoderApi, PlayableScene } from './decoder-api.js';
import { PARTS, type PartAddresses } from './decoder-parts.js';
import { SceneSource, type DecoderTools, type NeuralPart } from './scene-source.js';
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
    async open({ stream, options, parts }, { signal, emit }) {
      const bytes = new ArrivingBytes();
      const source = SceneSource.open(bytes, decoderTools(parts, options), options, neuralPart(options));
      const closed = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => {
          bytes.end();
          resolve();
        }),
      );
      streams.set(stream, { bytes, source });
      try {
        const opened = await source;
        for await (const facts of opened.growing()) {
          if (signal.aborted) break;
          emit(facts);
        }
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

/** What decoding needs of the browser and of the decoder's parts. */
function decoderTools(parts: PartAddresses, { av1 }: StreamOptions): DecoderTools {
  return {
    stills: browserStillsBy(
      async (...still) => (await PARTS.bitmapPicture(parts)).planarStill(...still, av1),
      async (...still) => (await PARTS.bitmapPicture(parts)).isWholeStill(...still),
      async (stills) => {
        const part = await PARTS.bitmapPicture(parts).catch(() => undefined);
        return part?.missingDecoder(stills);
      },
    ),
    loadDrawing: () => PARTS.drawnMotion(parts),
  };
}

/** What runs the networks of a model; `undefined` where the page does not want it. */
function neuralPart({ generator, models }: StreamOptions): NeuralPart | undefined {
  if (generator === 'classical') return undefined;
  const ask = async <Result>(call: (host: NeuralHost) => Promise<Result>): Promise<Result> => {
    try {
      if (models === undefined)
        throw new Error('Expected its address in the attribute "models" or in DynamicsPlayer.models but received none');
      return await call((await loadHost(models)).neuralHost(models));
    } catch (error) {
      // The neural part has classes of its own.
      const { code, message } = error as { code?: ModelError['code'] } & Error;
      throw typeof code === 'string'
        ? new ModelError(code, message)
        : new ModelError('MISSING_RUNTIME', `The neural part, which this stream was made for, is missing: ${message}`);
    }
  };
  return {
    restore: (request) => ask((host) => host.restore(request)),
    generate: (request) => ask((host) => host.generate(request)),
  };
}

/** The page's side of the neural part, which comes with it. */
function loadHost(folder: string): Promise<{ neuralHost(folder: string): NeuralHost }> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ `${folder}host.js`) as Promise<{
    neuralHost(folder: string): NeuralHost;
  }>;
}

if (typeof document === 'undefined' && 'WorkerGlobalScope' in globalThis) serve(globalThis as unknown as MessagePort);
