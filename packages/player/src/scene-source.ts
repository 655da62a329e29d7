import { TruncatedStreamError } from 'dynamics-codec/bitstream';
import { GroupSource, headerInfo, type Generators } from 'dynamics-codec/decoder';
import { assertLearnedSize, classicalAppearance, classicalMotionBy, type DenseMotion } from 'dynamics-codec/generator';
import type { StillDecoder } from 'dynamics-codec/key';
import { InvalidOptionError, type Picture } from 'dynamics-codec/picture';
import type { MotionRequest, RestoreRequest } from '@dynamics-codec/browser';
import type { PlayableScene } from './decoder-api.js';
import type * as DrawnMotion from './parts/drawn-motion.js';
import { SceneCache } from './scene-cache.js';
import type { StreamFacts } from './stream-facts.js';
import type { StreamOptions } from './stream-options.js';

/** Most bytes of restored scenes that are kept, so that a group that comes up again is not restored again. */
const BYTES_KEPT = 2 ** 25;

/** What decoding needs of its surroundings. */
export interface DecoderTools {
  readonly stills: StillDecoder;
  /** What draws motion, for streams that have any to draw. */
  readonly loadDrawing: () => Promise<typeof DrawnMotion>;
}

/** Runs the networks of a model. Both throw ModelError where they cannot run here. */
export interface NeuralPart {
  restore(request: RestoreRequest): Promise<Picture>;
  generate(request: MotionRequest): Promise<DenseMotion>;
}

/**
 * The groups of one stream as scenes that a renderer elsewhere composes: first as the classical generators make them, then
 * as the model of the stream does. Scenes may be kept for later: whoever hands them on must copy them.
 */
export class SceneSource {
  private readonly restoredScenes = new SceneCache(BYTES_KEPT);

  private constructor(
    private readonly source: GroupSource,
    private readonly classical: Generators,
    private neural: NeuralPart | undefined,
  ) {}

  /**
   * Reads the header of a stream whose chunks are still arriving, and the head of the first group where it is an open one.
   * @param neural runs the stream's model, where it has one; without it there are the classical generators only
   * @throws NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError, LimitError
   */
  static async open(
    bytes: AsyncIterable<Uint8Array>,
    tools: DecoderTools,
    { fidelity }: Pick<StreamOptions, 'fidelity'>,
    neural?: NeuralPart,
  ): Promise<SceneSource> {
    const source = await GroupSource.open(bytes, { stills: tools.stills, fidelity });
    await source.reader.groupAt(0);
    return new SceneSource(source, classicalGenerators(tools), source.reader.header.modelId === 0 ? undefined : neural);
  }

  /** Facts of the stream, and again whenever more of its groups are known, until all are. @throws StreamError, LimitError */
  async *growing(): AsyncGenerator<StreamFacts, void, undefined> {
    const { reader } = this.source;
    let complete = reader.isComplete;
    yield this.facts(complete);
    while (!complete) {
      const known = reader.layout().groups.length;
      const next = await reader.groupAt(known).catch((error: unknown) => {
        // What was cut short plays as far as it goes.
        if (!(error instanceof TruncatedStreamError)) throw error;
        return undefined;
      });
      complete = next === undefined || reader.isComplete;
      yield this.facts(complete);
    }
  }

  /**
   * A group once its bytes are there, by the classical generators, or restored where it has been before.
   * @param onKey called with its key picture as soon as that is there; it may still turn out that the group is damaged
   * @throws StreamError where the group is damaged or its bytes never came; other groups are not affected
   */
  async group(index: number, onKey: (key: Picture) => void): Promise<PlayableScene> {
    return this.restoredScenes.get(index) ?? this.decoded(index, this.classical, onKey);
  }

  /**
   * A group that has been decoded, restored by the model of the stream; `undefined` where it is that already, the stream has
   * no model, or it may not be used.
   * @throws ModelError where the model cannot run here; it is not tried again for this stream
   */
  async restored(index: number): Promise<PlayableScene | undefined> {
    if (this.neural === undefined || this.restoredScenes.get(index) !== undefined) return undefined;
    try {
      const scene = await this.decoded(index, this.learned());
      this.restoredScenes.set(index, scene);
      return scene;
    } catch (error) {
      if (this.close()) throw error;
      return undefined;
    }
  }

  /** Restores nothing more. @returns whether it would have before */
  close(): boolean {
    const restores = this.neural !== undefined;
    this.neural = undefined;
    return restores;
  }

  /** The generators of the stream's model. They begin nothing after it was closed. */
  private learned(): Generators {
    const { header } = this.source.reader;
    const { modelId } = header;
    assertLearnedSize(header);
    const neural = (): NeuralPart => {
      if (this.neural === undefined) throw new InvalidOptionError('stream', 'an open stream', 'a closed one');
      return this.neural;
    };
    return {
      appearance: { modelId, restore: async (conditions) => neural().restore({ modelId, ...conditions }) },
      motion: { modelId, generate: async (conditions) => neural().generate({ modelId, ...conditions }) },
    };
  }

  private facts(complete: boolean): StreamFacts {
    const layout = this.source.reader.layout();
    return {
      ...headerInfo(layout),
      complete,
      groups: layout.groups.map(({ firstFrame, frames, offset, length }) => ({
        firstFrame,
        frames,
        end: offset + length,
      })),
    };
  }

  private async decoded(index: number, generators: Generators, onKey?: (key: Picture) => void): Promise<PlayableScene> {
    const { tokens, loopFrames, scene } = await this.source.decode(index, generators, onKey);
    return {
      scene,
      tail: tokens.tail,
      loopFrames,
      restored: generators !== this.classical,
    };
  }
}

/** The generators that run no network. */
function classicalGenerators({ loadDrawing }: DecoderTools): Generators {
  return {
    appearance: classicalAppearance,
    motion: classicalMotionBy(async (...drawing) => (await loadDrawing()).drawMotion(...drawing)),
  };
}
