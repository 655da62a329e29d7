import { breather } from '../math/index.js';
import { matteOf, UnsupportedStreamError, type GroupEntry, type StreamBudgets } from '../bitstream/index.js';
import { modelParts, type AppearanceGenerator, type MotionGenerator } from '../generator/index.js';
import type { StillDecoder } from '../key/index.js';
import { InvalidOptionError, type Picture } from '../picture/index.js';
import type { ByteSource } from './byte-feed.js';
import { decodeGroup, keyOf, type DecodedScene, type GroupPlace, type GroupTools } from './group-decoder.js';
import { StreamReader } from './stream-reader.js';

/** Options of `GroupSource.open`, as those of `Decoder.open`. */
export interface SourceOptions extends StreamBudgets {
  readonly stills: StillDecoder;
  readonly fidelity?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What makes pictures and motion of what was sent. */
export interface Generators {
  readonly appearance: AppearanceGenerator;
  readonly motion: MotionGenerator;
}

/** Decodes the groups of one stream, each when it is asked for and as soon as its own bytes are there. */
export class GroupSource {
  private constructor(
    /** The stream: what is in it, and where. */
    readonly reader: StreamReader,
    private readonly tools: Pick<GroupTools, 'stills' | 'fidelity' | 'breathe'>,
    private readonly matte: number | undefined,
  ) {}

  /**
   * Opens a stream: a whole one, or one whose chunks are still arriving.
   * @throws InvalidOptionError, NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError, LimitError,
   *   AbortError
   */
  static async open(source: ByteSource, { stills, fidelity = 0, ...reading }: SourceOptions): Promise<GroupSource> {
    if (!(fidelity >= 0 && fidelity <= 1)) throw new InvalidOptionError('fidelity', 'a number from 0 to 1', fidelity);
    const reader = await StreamReader.open(source, reading);
    const { modelId } = reader.header;
    if (modelId !== 0 && modelParts(modelId) === undefined) {
      const unknown = `The stream needs model ${modelId}, which this decoder does not know`;
      const error = new UnsupportedStreamError(unknown, 0);
      reader.close(error);
      throw error;
    }
    try {
      const tools = { stills, fidelity, breathe: breather(reading.signal) };
      return new GroupSource(reader, tools, matteOf(reader.header));
    } catch (error) {
      reader.close(error as Error);
      throw error;
    }
  }

  /**
   * Decodes a group, once it is known where it lies and its bytes are there.
   * @param onKey called with the restored key picture as soon as its own bytes are there, where it can be decoded; it may
   *   still turn out that the group is damaged. Without it everything is done at once
   * @throws StreamError where the group is damaged or its bytes never came; other groups are not affected
   * @throws InvalidOptionError where the stream has fewer groups; what the generators throw; AbortError
   */
  async decode(index: number, generators: Generators, onKey?: (key: Picture) => void): Promise<DecodedScene> {
    const entry = await this.reader.groupAt(index);
    if (entry === undefined) throw new InvalidOptionError('index', 'the number of a group', index);
    const tools = { ...this.tools, ...generators };
    const place = { ...this.reader.header, ...entry, matte: this.matte };
    const early = onKey && (await this.earlyKey(entry, place, tools).catch(() => undefined));
    if (early !== undefined) onKey?.(early);
    const payload = await this.reader.payload(entry);
    this.reader.readAhead(entry);
    return decodeGroup(payload, place, tools, early);
  }

  private async earlyKey(entry: GroupEntry, place: GroupPlace, tools: GroupTools): Promise<Picture> {
    return keyOf(await this.reader.keyPayload(entry), place, tools);
  }
}
