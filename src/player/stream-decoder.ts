import { ByteReader } from '../bitstream/byte-io.js';
import {
  CorruptStreamError,
  MAX_GROUP_BYTES,
  parseGroup,
  TruncatedStreamError,
  UnsupportedStreamError,
  type GroupEntry,
  type ParsedHeader,
} from '../bitstream/index.js';
import { arrivingHeader } from '../codec/arriving-header.js';
import { ByteFeed } from '../codec/byte-feed.js';
import { decodeGroup, restoreKey, type GroupTools } from '../codec/group-decoder.js';
import { headerInfo } from '../codec/stream-info.js';
import { classicalAppearance, classicalMotion, modelOf, type AppearanceGenerator } from '../generator/index.js';
import type { StillDecoder } from '../key/index.js';
import type { Picture } from '../picture/index.js';
import type { DecodedScene, StreamFacts, StreamOptions } from './protocol.js';

const CHECKSUM_BYTES = 4;
const LONGEST_VARUINT = 5;

/**
 * Decodes the groups of one stream for a renderer elsewhere: as `Decoder` does, but a group is handed out ready to be
 * composed instead of being rendered, and its key picture earlier still.
 */
export class StreamDecoder {
  private constructor(
    private readonly feed: ByteFeed,
    private readonly parsed: ParsedHeader,
    private readonly tools: GroupTools,
  ) {}

  /**
   * Reads the header of a stream whose chunks are still arriving.
   * @throws NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError
   */
  static async open(source: AsyncIterable<Uint8Array>, stills: StillDecoder, options: StreamOptions): Promise<StreamDecoder> {
    const feed = new ByteFeed(source);
    const parsed = await arrivingHeader(feed);
    feed.stopAfter(parsed.streamLength);
    const { modelId } = parsed.header;
    if (modelId !== 0 && modelOf(modelId) === undefined) throw new UnsupportedStreamError(`The stream needs model ${modelId}, which this player does not know`, 0);
    return new StreamDecoder(feed, parsed, { stills, motion: classicalMotion, appearance: classicalAppearance, fidelity: options.fidelity });
  }

  /** Facts of the stream. */
  get facts(): StreamFacts {
    const groups = this.parsed.groups.map(({ firstFrame, frames }) => ({ firstFrame, frames }));
    return { ...headerInfo(this.parsed), groups };
  }

  /**
   * Decodes a group once its bytes are there.
   * @param onKey called with the restored key picture as soon as its own bytes are there; it may still turn out that the
   *   group is damaged
   * @throws StreamError where the group is damaged or its bytes never came; other groups are not affected
   */
  async group(index: number, onKey: (key: Picture) => void): Promise<DecodedScene> {
    const entry = this.parsed.groups[index];
    if (entry === undefined) throw new CorruptStreamError(`Expected a group below ${this.parsed.groups.length} but received ${index}`, 0);
    const tools = rememberingTools(this.tools);
    await this.earlyKey(entry, tools).then((key) => key && onKey(key), () => undefined);
    const bytes = await this.feed.atLeast(entry.offset + entry.length);
    const { width, height, seed } = this.parsed.header;
    const { tokens, renderer } = await decodeGroup(parseGroup(bytes, entry), { index, offset: entry.offset, width, height, seed }, tools);
    return { scene: renderer.scene, tail: tokens.tail, loopFrames: tokens.loopFrames };
  }

  /** The key picture from the bytes up to its end; the checksum of the group cannot be looked at yet. */
  private async earlyKey(entry: GroupEntry, tools: GroupTools): Promise<Picture | undefined> {
    if (entry.hasSections) return undefined;
    const start = entry.offset + CHECKSUM_BYTES;
    const first = await this.feed.atLeast(start + LONGEST_VARUINT);
    const short = (what: string, at: number): TruncatedStreamError => new TruncatedStreamError(what, at, at + 1);
    const reader = new ByteReader(first.subarray(start, start + LONGEST_VARUINT), 0, LONGEST_VARUINT, start, short, entry.index);
    const length = reader.varuint('the length of the key payload', 1, MAX_GROUP_BYTES);
    const end = reader.offset + length;
    if (end > entry.offset + entry.length) return undefined;
    const payload = (await this.feed.atLeast(end)).slice(reader.offset, end);
    const { width, height, seed } = this.parsed.header;
    const picture = await tools.stills.decode(payload, width, height);
    return restoreKey({ picture, bytes: length }, seed, tools);
  }
}

/** Tools for one group that do nothing twice: what the early key picture cost is not paid again. */
function rememberingTools(tools: GroupTools): GroupTools {
  let known: { readonly payload: Uint8Array; readonly picture: Picture } | undefined;
  let restored: { readonly key: Picture; readonly picture: Picture } | undefined;
  const stills: StillDecoder = {
    async decode(payload, width, height) {
      if (known === undefined || !equalBytes(known.payload, payload)) known = { payload, picture: await tools.stills.decode(payload, width, height) };
      return known.picture;
    },
  };
  const appearance: AppearanceGenerator = {
    modelId: tools.appearance.modelId,
    async restore(conditions) {
      if (restored?.key !== conditions.key) restored = { key: conditions.key, picture: await tools.appearance.restore(conditions) };
      return restored.picture;
    },
  };
  return { ...tools, stills, appearance };
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
