import { ByteReader } from 'dynamics-codec/bitstream';
import {
  CorruptStreamError,
  MAX_GROUP_BYTES,
  parseGroup,
  TruncatedStreamError,
  UnsupportedStreamError,
  type GroupEntry,
  type ParsedHeader,
} from 'dynamics-codec/bitstream';
import { arrivingHeader } from 'dynamics-codec/decoder';
import { ByteFeed } from 'dynamics-codec/decoder';
import { decodeGroup, decodeKey, restoreKey, type GroupTools } from 'dynamics-codec/decoder';
import { headerInfo } from 'dynamics-codec/decoder';
import {
  classicalAppearance,
  classicalMotion,
  learnedMotion,
  modelOf,
  type AppearanceGenerator,
  type DenseMotion,
  type MotionGenerator,
} from 'dynamics-codec/generator';
import type { StillDecoder } from 'dynamics-codec/key';
import type { Flow } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import type { MotionRequest, RestoreRequest, Tensors } from '@dynamics-codec/browser';
import type { DecodedScene, StreamFacts, StreamOptions } from './protocol.js';

const CHECKSUM_BYTES = 4;
const LONGEST_VARUINT = 5;
/** Most pixels of restored key pictures that are kept, so that a group that comes up again is not restored again. */
const PIXELS_KEPT = 2 ** 23;

/** Runs the networks of a model. Both throw ModelError where they cannot run here. */
export interface NeuralPart {
  restore(request: RestoreRequest): Promise<Picture>;
  runMotion(request: MotionRequest): Promise<Tensors>;
}

/** What the networks made of a group. */
interface Restored {
  readonly key: Picture;
  motion?: DenseMotion;
}

/**
 * Decodes the groups of one stream for a renderer elsewhere: as `Decoder` does, but a group is handed out ready to be
 * composed instead of being rendered, and its key picture earlier still.
 */
export class StreamDecoder {
  private readonly restoredGroups = new Map<number, Restored>();

  private constructor(
    private readonly feed: ByteFeed,
    private readonly parsed: ParsedHeader,
    private readonly tools: GroupTools,
    private neural: NeuralPart | undefined,
  ) {}

  /**
   * Reads the header of a stream whose chunks are still arriving.
   * @param neural runs the stream's model, where it has one; without it there are the classical generators only
   * @throws NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError
   */
  static async open(
    source: AsyncIterable<Uint8Array>,
    stills: StillDecoder,
    options: Pick<StreamOptions, 'fidelity'>,
    neural?: NeuralPart,
  ): Promise<StreamDecoder> {
    const feed = new ByteFeed(source);
    const parsed = await arrivingHeader(feed);
    feed.stopAfter(parsed.streamLength);
    const { modelId } = parsed.header;
    if (modelId !== 0 && modelOf(modelId) === undefined)
      throw new UnsupportedStreamError(`The stream needs model ${modelId}, which this player does not know`, 0);
    const tools = { stills, motion: classicalMotion, appearance: classicalAppearance, fidelity: options.fidelity };
    return new StreamDecoder(feed, parsed, tools, modelId === 0 ? undefined : neural);
  }

  /** Facts of the stream. */
  get facts(): StreamFacts {
    const groups = this.parsed.groups.map(({ firstFrame, frames }) => ({ firstFrame, frames }));
    return { ...headerInfo(this.parsed), groups };
  }

  /**
   * Decodes a group once its bytes are there; its key picture is restored by the classical generator, or as the model of
   * the stream has restored it before.
   * @param onKey called with the restored key picture as soon as its own bytes are there; it may still turn out that the
   *   group is damaged
   * @throws StreamError where the group is damaged or its bytes never came; other groups are not affected
   */
  async group(index: number, onKey: (key: Picture) => void): Promise<DecodedScene> {
    const entry = this.parsed.groups[index];
    if (entry === undefined)
      throw new CorruptStreamError(`Expected a group below ${this.parsed.groups.length} but received ${index}`, 0);
    const tools = rememberingTools(this.toolsFor(index));
    await this.earlyKey(entry, tools).then(
      (key) => key && onKey(key),
      () => undefined,
    );
    return this.decoded(entry, tools);
  }

  /**
   * A group that has been decoded, with its key picture restored by the model of the stream; `undefined` where it is that
   * already, the stream has no model, or it may not be used.
   * @throws ModelError where the model cannot run here; it is not tried again for this stream
   */
  async restored(index: number): Promise<DecodedScene | undefined> {
    const entry = this.parsed.groups[index];
    if (entry === undefined || this.neural === undefined || this.restoredGroups.has(index)) return undefined;
    const { modelId } = this.parsed.header;
    const appearance: AppearanceGenerator = {
      modelId,
      restore: async (conditions) => {
        if (this.neural === undefined) return conditions.key;
        const picture = await this.neural.restore({ modelId, ...conditions });
        this.keepRestored(index, picture);
        return copyOf(picture);
      },
    };
    try {
      const scene = await this.decoded(entry, { ...this.tools, appearance, motion: this.motionOf(index, modelId) });
      return this.restoredGroups.has(index) ? scene : undefined;
    } catch (error) {
      if (this.stopRestoring()) throw error;
      return undefined;
    }
  }

  /** Restores nothing more. */
  close(): void {
    this.stopRestoring();
    this.restoredGroups.clear();
  }

  /** @returns whether it had not stopped before */
  private stopRestoring(): boolean {
    const { neural } = this;
    this.neural = undefined;
    return neural !== undefined;
  }

  private async decoded(entry: GroupEntry, tools: GroupTools): Promise<DecodedScene> {
    const { index, offset } = entry;
    const bytes = await this.feed.atLeast(offset + entry.length);
    const { profile, width, height, seed } = this.parsed.header;
    const { tokens, renderer } = await decodeGroup(
      parseGroup(bytes, entry),
      { index, offset, profile, width, height, seed },
      tools,
    );
    return {
      scene: renderer.scene,
      tail: tokens.tail,
      loopFrames: tokens.loopFrames,
      restored: tools.appearance.modelId !== 0,
    };
  }

  private toolsFor(index: number): GroupTools {
    const restored = this.restoredGroups.get(index);
    if (restored === undefined) return this.tools;
    const { modelId } = this.parsed.header;
    const { key, motion } = restored;
    const appearance: AppearanceGenerator = { modelId, restore: () => Promise.resolve(copyOf(key)) };
    return {
      ...this.tools,
      appearance,
      motion:
        motion === undefined ? this.tools.motion : { modelId, generate: () => Promise.resolve(copyOfMotion(motion)) },
    };
  }

  /** The motion generator of the stream's model, whose outcome is kept beside the group's key picture. */
  private motionOf(index: number, modelId: number): MotionGenerator {
    if (modelOf(modelId)?.motion === undefined) return this.tools.motion;
    const network = {
      run: async (inputs: Tensors): Promise<Tensors> =>
        this.neural === undefined ? {} : this.neural.runMotion({ modelId, inputs }),
    };
    return {
      modelId,
      generate: async (conditions) => {
        const motion = await learnedMotion(network, modelId).generate(conditions);
        const restored = this.restoredGroups.get(index);
        if (restored !== undefined) restored.motion = copyOfMotion(motion);
        return motion;
      },
    };
  }

  private keepRestored(index: number, picture: Picture): void {
    if (this.neural === undefined) return;
    this.restoredGroups.set(index, { key: picture });
    const { width, height } = this.parsed.header;
    const most = Math.max(1, Math.floor(PIXELS_KEPT / (width * height)));
    for (const oldest of this.restoredGroups.keys()) {
      if (this.restoredGroups.size <= most) break;
      this.restoredGroups.delete(oldest);
    }
  }

  /** The key picture from the bytes up to its end; the checksum of the group cannot be looked at yet. */
  private async earlyKey(entry: GroupEntry, tools: GroupTools): Promise<Picture | undefined> {
    if (entry.hasSections) return undefined;
    const start = entry.offset + CHECKSUM_BYTES;
    const first = await this.feed.atLeast(start + LONGEST_VARUINT);
    const short = (what: string, at: number): TruncatedStreamError => new TruncatedStreamError(what, at, at + 1);
    const reader = new ByteReader(
      first.subarray(start, start + LONGEST_VARUINT),
      0,
      LONGEST_VARUINT,
      start,
      short,
      entry.index,
    );
    const length = reader.varuint('the length of the key payload', 1, MAX_GROUP_BYTES);
    const end = reader.offset + length;
    if (end > entry.offset + entry.length) return undefined;
    const payload = (await this.feed.atLeast(end)).slice(reader.offset, end);
    const { width, height, seed } = this.parsed.header;
    return restoreKey(await decodeKey(payload, width, height, tools.stills), seed, tools);
  }
}

/** Tools for one group that do nothing twice: what the early key picture cost is not paid again. */
function rememberingTools(tools: GroupTools): GroupTools {
  let known: { readonly payload: Uint8Array; readonly picture: Picture } | undefined;
  let restored: { readonly key: Picture; readonly picture: Picture } | undefined;
  const stills: StillDecoder = {
    async decode(payload, width, height) {
      if (known === undefined || !equalBytes(known.payload, payload))
        known = { payload, picture: await tools.stills.decode(payload, width, height) };
      return known.picture;
    },
  };
  const appearance: AppearanceGenerator = {
    modelId: tools.appearance.modelId,
    async restore(conditions) {
      if (restored?.key !== conditions.key)
        restored = { key: conditions.key, picture: await tools.appearance.restore(conditions) };
      return restored.picture;
    },
  };
  return { ...tools, stills, appearance };
}

/** Pictures are handed over to the page with their memory; what is kept must be another. */
function copyOf(picture: Picture): Picture {
  return { ...picture, y: picture.y.slice(), u: picture.u.slice(), v: picture.v.slice() };
}

function copyOfMotion({ maps, velocity }: DenseMotion): DenseMotion {
  const copy = (flow: Flow): Flow => ({ ...flow, data: flow.data.slice() });
  return { maps: maps.map(copy), velocity: velocity && copy(velocity) };
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
