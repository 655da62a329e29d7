import type { Connection } from '@dynamics-codec/workers';
import type { Picture } from 'dynamics-codec/picture';
import { SceneComposer, type ComposingTools, type GroupScene } from 'dynamics-codec/render';
import type { DecoderApi, PlayableScene } from './decoder-api.js';
import { connectDecoder } from './decoder-host.js';
import { Download, type DownloadEvent } from './download.js';
import { playerError, PlayerError, scriptError } from './player-error.js';
import type { StreamFacts } from './stream-facts.js';
import type { StreamOptions } from './stream-options.js';
import type { FetchOptions, StreamSource } from './stream-source.js';

/** Groups kept ready: those that fade into each other, the one to come, and the first for starting over. */
const GROUPS_KEPT = 4;

let streams = 0;

/** What is to be fetched, and how. */
export type StreamRequest = FetchOptions & { readonly source: StreamSource };

/** A group on the page's side. */
export interface LoadedGroup extends PlayableScene {
  /** Composers with workspaces of their own, for frames that are needed side by side. */
  composer(slot: number): SceneComposer;
  /** What was shown before the stream's model made this group, as long as this fades in over it, and since when, in milliseconds. */
  readonly over?: { readonly group: LoadedGroup; readonly since: number } | undefined;
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
  /** The download goes on, has stalled, or is at its end. */
  onDownload(event: DownloadEvent): void;
  /** A key picture is no longer shown: nothing need be kept for it. */
  onRelease(key: Picture): void;
  /** One group is damaged where the error names one, else the stream cannot be played. */
  onError(error: PlayerError): void;
}

/** The page's side of one stream: feeds its bytes to the decoder and keeps the groups that come back. */
export class StreamClient {
  private readonly groups = new Map<number, LoadedGroup>();
  private readonly asked = new Set<number>();
  private readonly damaged = new Map<number, PlayerError>();
  private readonly earlyKeys = new Map<number, Picture>();
  private readonly abort = new AbortController();
  private readonly download: Download;
  private readonly waiters = new Map<number, ((error?: PlayerError) => void)[]>();
  private readonly stream = ++streams;
  private decoder: Connection<DecoderApi> | undefined;
  private facts: StreamFacts | undefined;
  private readsAhead = false;
  private bytesWanted = 0;
  private goOn: (() => void) | undefined;

  /** Starts to load at once. */
  constructor(
    { source, ...how }: StreamRequest,
    options: StreamOptions,
    private readonly events: StreamEvents,
    workerUrl: string | undefined,
  ) {
    this.download = new Download(source, how, (event) => this.download.isStopped || events.onDownload(event));
    void this.run(options, workerUrl);
  }

  /** Frames of the groups that have been downloaded. */
  get framesReceived(): number {
    const last = this.facts?.groups.filter(({ end }) => end <= this.download.received).at(-1);
    return last === undefined ? 0 : last.firstFrame + last.frames;
  }

  /** Whether bytes are on their way. */
  get isLoading(): boolean {
    return this.download.isReading;
  }

  /** Whether a group is ready, or never will be. */
  has(index: number): boolean {
    return this.groups.has(index) || this.damaged.has(index);
  }

  /** Shows a group alone from now on, without what it faded in over. */
  faded(index: number): void {
    const group = this.groups.get(index);
    if (group?.over === undefined) return;
    this.release(group.over.group);
    this.groups.set(index, { ...group, over: undefined });
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
    if (!this.has(index) && !this.asked.has(index)) void this.load(index);
  }

  /** Whether the download goes on beyond the groups that were asked for. */
  readAhead(readsAhead: boolean): void {
    this.readsAhead = readsAhead;
    this.goOn?.();
  }

  /** A group once it is there. @throws PlayerError where it is damaged */
  async ready(index: number): Promise<LoadedGroup> {
    const damage = this.damaged.get(index);
    if (damage !== undefined) throw damage;
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
    this.download.stop();
    this.goOn?.();
    for (const group of this.groups.values()) this.release(group);
    for (const key of this.earlyKeys.values()) this.events.onRelease(key);
    this.groups.clear();
    this.earlyKeys.clear();
    const closed = new PlayerError({ code: 'CLOSED', message: 'The stream was closed before its pictures were there' });
    for (const index of [...this.waiters.keys()]) this.settle(index, closed);
  }

  private async run(options: StreamOptions, workerUrl: string | undefined): Promise<void> {
    const { stream, events, download } = this;
    const { signal } = this.abort;
    const failed = (error: unknown): void => {
      if (!download.isStopped) this.fail(playerError(error));
    };
    const learn = (facts: StreamFacts): void => {
      this.facts = facts;
      events.onFacts(facts);
    };
    try {
      // Asked for at once: while the decoder starts, the bytes are on their way.
      const [{ decoder, parts }, first] = await Promise.all([connectDecoder(workerUrl), download.next()]);
      const opened = decoder.call('open', { stream, options, parts }, { signal, onEvent: learn });
      this.decoder = decoder;
      void this.feed(decoder, first).catch(failed);
      await opened;
    } catch (error) {
      failed(error);
      download.stop();
    }
  }

  private async feed(decoder: Connection<DecoderApi>, first: Uint8Array | undefined): Promise<void> {
    const { stream, download } = this;
    const isWanted = (bytes?: Uint8Array): Promise<boolean> =>
      decoder.call('feed', { stream, ...(bytes && { bytes }) }).catch(() => false);
    let bytes = first;
    while (await isWanted(bytes)) {
      await this.holdBack();
      bytes = await download.next();
    }
    download.finish();
  }

  /** Waits as long as the bytes of all groups that were asked for are there and nothing is to be read ahead. */
  private async holdBack(): Promise<void> {
    const { facts, download } = this;
    const waits = (): boolean => !this.readsAhead && download.received >= this.bytesWanted && !download.isStopped;
    if (facts === undefined || download.received >= facts.bytes || !waits()) return;
    this.events.onDownload('suspend');
    while (waits()) await new Promise<void>((resolve) => (this.goOn = resolve));
  }

  /** Has a group decoded, and restored once it is there. */
  private async load(index: number): Promise<void> {
    const { decoder, stream, events } = this;
    const { signal } = this.abort;
    if (decoder === undefined) return;
    const of = { stream, index };
    const onEvent = (key: Picture): void => {
      this.earlyKeys.set(index, key);
      events.onKey(index, key);
    };
    this.asked.add(index);
    this.bytesWanted = Math.max(this.bytesWanted, this.facts?.groups[index]?.end ?? 0);
    this.goOn?.();
    try {
      await this.keep(index, await decoder.call('group', of, { signal, onEvent }));
    } catch (error) {
      if (signal.aborted) return;
      this.asked.delete(index);
      const damage = playerError(error, index);
      this.damaged.set(index, damage);
      this.fail(damage);
      return;
    }
    this.settle(index);
    events.onGroup(index);
    try {
      const restored = await decoder.call('restored', of, { signal });
      if (restored === undefined || !this.groups.has(index)) return;
      await this.keep(index, restored);
      events.onRestored(index);
    } catch (error) {
      if (!signal.aborted) events.onNote(playerError(error));
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

  private async keep(index: number, group: PlayableScene): Promise<void> {
    const tools = await loadTools(group.scene);
    this.abort.signal.throwIfAborted();
    this.asked.delete(index);
    const early = this.earlyKeys.get(index);
    if (early !== undefined) this.events.onRelease(early);
    this.earlyKeys.delete(index);
    const before = this.groups.get(index);
    const over = before && { group: before, since: performance.now() };
    const composers: SceneComposer[] = [];
    this.groups.set(index, {
      ...group,
      over,
      composer: (slot) => (composers[slot] ??= new SceneComposer(group.scene, tools)),
    });
    for (const [oldest, kept] of this.groups) {
      if (this.groups.size <= GROUPS_KEPT) break;
      this.groups.delete(oldest);
      this.release(kept);
    }
  }

  private release({ scene, over }: LoadedGroup): void {
    this.events.onRelease(scene.key);
    if (over !== undefined) this.release(over.group);
  }
}

/** What composes parts of frames that this group has. @throws PlayerError `WORKER` where a part is not there */
async function loadTools({ lagrangian, carried }: GroupScene): Promise<ComposingTools> {
  try {
    const inverting = lagrangian ? await import('./parts/inverse-flow.js') : undefined;
    const carrying = carried && (await import('./parts/carried-texture.js'));
    return { Inverter: inverting?.FlowInverter, Carried: carrying?.CarriedTexture };
  } catch (error) {
    throw scriptError('A part of the player cannot be loaded: serve the folder parts beside it', error);
  }
}
