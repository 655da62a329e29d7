import type { Picture } from 'dynamics-codec/picture';
import { FrameComposer } from 'dynamics-codec/render';
import { connectDecoder } from './decoder-host.js';
import { PlayerError } from './player-error.js';
import type { DecodedScene, Reply, Request, StreamFacts, StreamOptions } from './protocol.js';

/** Groups kept ready: those that fade into each other, the one to come, and the first for starting over. */
const GROUPS_KEPT = 4;

/** Where the bytes of a stream come from: an address, or the stream itself. */
export type StreamSource = string | Blob | ArrayBuffer | Uint8Array;

/** A group on the page's side. */
export interface LoadedGroup extends DecodedScene {
  /** Composers with workspaces of their own, for frames that are needed side by side. */
  composer(slot: number): FrameComposer;
}

/** What happens to a stream, as it happens. */
export interface StreamEvents {
  onFacts(facts: StreamFacts): void;
  /** A key picture is there, its motion is not yet. */
  onKey(index: number, key: Picture): void;
  onGroup(index: number): void;
  /** The key picture of a group that was there is now restored by the stream's model. */
  onRestored(index: number): void;
  /** The stream's model cannot be used. */
  onNote(note: PlayerError): void;
  /** A key picture is no longer shown: nothing need be kept for it. */
  onRelease(key: Picture): void;
  /** One group is damaged where the error names one, else the stream cannot be played. */
  onError(error: PlayerError): void;
}

/** The page's side of one stream: feeds its bytes to the decoder and keeps the groups that come back. */
export class StreamClient {
  private readonly groups = new Map<number, LoadedGroup>();
  private readonly asked = new Set<number>();
  private readonly damaged = new Set<number>();
  private readonly earlyKeys = new Map<number, Picture>();
  private readonly abort = new AbortController();
  private readonly waiters = new Map<number, ((error?: PlayerError) => void)[]>();
  private port: MessagePort | undefined;

  /** Starts to load at once. */
  constructor(
    source: StreamSource,
    options: StreamOptions,
    private readonly events: StreamEvents,
    workerUrl: string | undefined,
  ) {
    void this.run(source, options, workerUrl);
  }

  /** A group that is ready, else `undefined`. */
  group(index: number): LoadedGroup | undefined {
    const group = this.groups.get(index);
    if (group === undefined) return undefined;
    this.groups.delete(index);
    this.groups.set(index, group);
    return group;
  }

  /** The key picture of a group, as far as it is there. */
  key(index: number): Picture | undefined {
    return this.groups.get(index)?.scene.key ?? this.earlyKeys.get(index);
  }

  /** Whether a group turned out to be damaged. */
  isDamaged(index: number): boolean {
    return this.damaged.has(index);
  }

  /** Asks for a group, unless it is there or on its way. */
  request(index: number): void {
    if (this.groups.has(index) || this.asked.has(index) || this.damaged.has(index)) return;
    this.asked.add(index);
    this.send({ type: 'group', index });
  }

  /** A group once it is there. @throws PlayerError where it is damaged */
  async ready(index: number): Promise<LoadedGroup> {
    if (this.damaged.has(index))
      throw new PlayerError({ code: 'CORRUPT_STREAM', message: `Group ${index} of the stream is damaged` }, index);
    this.request(index);
    const there = this.group(index);
    if (there !== undefined) return there;
    await new Promise<void>((resolve, reject) => {
      const waiting = this.waiters.get(index) ?? [];
      waiting.push((error) => (error === undefined ? resolve() : reject(error)));
      this.waiters.set(index, waiting);
    });
    return this.ready(index);
  }

  /** Stops loading and lets go of everything. */
  close(): void {
    this.abort.abort();
    this.send({ type: 'close' });
    this.port?.close();
    for (const { scene } of this.groups.values()) this.events.onRelease(scene.key);
    for (const key of this.earlyKeys.values()) this.events.onRelease(key);
    this.groups.clear();
    this.earlyKeys.clear();
    const closed = new PlayerError({ code: 'CLOSED', message: 'The stream was closed before its pictures were there' });
    for (const index of [...this.waiters.keys()]) this.settle(index, closed);
  }

  private async run(source: StreamSource, options: StreamOptions, workerUrl: string | undefined): Promise<void> {
    try {
      const [port, body] = await Promise.all([connectDecoder(workerUrl), this.open(source)]);
      if (this.abort.signal.aborted) {
        port.close();
        return;
      }
      this.port = port;
      port.onmessage = ({ data }: MessageEvent<Reply>) => this.receive(data);
      this.send({ type: 'open', options });
      for await (const bytes of body) this.send({ type: 'bytes', bytes });
      this.send({ type: 'end' });
    } catch (error) {
      if (!this.abort.signal.aborted) this.fail(playerError(error));
    }
  }

  private async open(source: StreamSource): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
    if (source instanceof Uint8Array) return [source.slice()];
    if (source instanceof ArrayBuffer) return [new Uint8Array(source.slice(0))];
    if (source instanceof Blob) return [new Uint8Array(await source.arrayBuffer())];
    const response = await fetch(source, { signal: this.abort.signal });
    if (!response.ok) {
      throw new PlayerError({
        code: 'NETWORK',
        message: `The stream "${source}" cannot be fetched: the server answers ${response.status}`,
      });
    }
    return chunksOf(response);
  }

  private receive(reply: Reply): void {
    if (this.abort.signal.aborted) return;
    switch (reply.type) {
      case 'facts':
        this.events.onFacts(reply.facts);
        break;
      case 'key':
        this.earlyKeys.set(reply.index, reply.key);
        this.events.onKey(reply.index, reply.key);
        break;
      case 'group':
        this.keep(reply.index, reply.group);
        this.settle(reply.index);
        this.events.onGroup(reply.index);
        break;
      case 'restored':
        if (!this.groups.has(reply.index)) break;
        this.keep(reply.index, reply.group);
        this.events.onRestored(reply.index);
        break;
      case 'note':
        this.events.onNote(new PlayerError(reply.error));
        break;
      case 'error':
        if (reply.index !== undefined) {
          this.asked.delete(reply.index);
          this.damaged.add(reply.index);
        }
        this.fail(new PlayerError(reply.error, reply.index));
    }
  }

  private fail(error: PlayerError): void {
    for (const index of error.group === undefined ? [...this.waiters.keys()] : [error.group]) this.settle(index, error);
    this.events.onError(error);
  }

  private settle(index: number, error?: PlayerError): void {
    const waiting = this.waiters.get(index) ?? [];
    this.waiters.delete(index);
    for (const done of waiting) done(error);
  }

  private keep(index: number, group: DecodedScene): void {
    this.asked.delete(index);
    for (const key of [this.earlyKeys.get(index), this.groups.get(index)?.scene.key])
      if (key !== undefined) this.events.onRelease(key);
    this.earlyKeys.delete(index);
    const composers: FrameComposer[] = [];
    this.groups.set(index, { ...group, composer: (slot) => (composers[slot] ??= new FrameComposer(group.scene)) });
    for (const [oldest, { scene }] of this.groups) {
      if (this.groups.size <= GROUPS_KEPT) break;
      this.groups.delete(oldest);
      this.events.onRelease(scene.key);
    }
  }

  private send(message: Request): void {
    this.port?.postMessage(message);
  }
}

/** Chunks of a response; a stream of bytes cannot be iterated over everywhere yet. */
async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function playerError(error: unknown): PlayerError {
  if (error instanceof PlayerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PlayerError({ code: 'NETWORK', message: `The stream cannot be fetched: ${reason}` });
}
