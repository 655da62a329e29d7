import { ModelError, type ModelFile, type Network, type OpenNetwork } from 'dynamics-codec/generator';

/** What runs networks: a runtime that was started. */
export interface NetworkHost {
  /** @throws ModelError */
  open(model: ModelFile, bytes: Uint8Array): Promise<OpenNetwork>;
}

/**
 * Networks that several users share: each model is opened once, when first asked for, and all are released when the last
 * user has closed and nothing runs any more.
 */
export class SharedNetworks {
  private users = 0;
  private host: Promise<NetworkHost> | undefined;
  private readonly opened = new Map<string, Promise<OpenNetwork>>();
  private readonly running = new Set<Promise<unknown>>();

  /**
   * @param start begins a runtime, when the first model is opened
   * @param read the bytes of a model
   * @param onUnused called when the last user has closed
   */
  constructor(
    private readonly start: () => Promise<NetworkHost>,
    private readonly read: (model: ModelFile) => Promise<Uint8Array>,
    private readonly onUnused: () => void,
  ) {}

  /** One more user. @returns how that user opens models, and ends using them */
  use(): { readonly open: (model: ModelFile) => Promise<Network>; readonly close: () => Promise<void> } {
    this.users++;
    let closing: Promise<void> | undefined;
    const given = new Map<string, Promise<Network>>();
    const assertUsed = (): void => {
      if (closing !== undefined) throw closedError();
    };
    const open = async (model: ModelFile): Promise<Network> => {
      assertUsed();
      const network = await this.network(model);
      return {
        run: async (inputs) => {
          assertUsed();
          return this.watched(network.run(inputs));
        },
      };
    };
    return {
      open: (model) => {
        const known = given.get(model.file) ?? open(model);
        given.set(model.file, known);
        known.catch(() => given.delete(model.file));
        return known;
      },
      close: () => (closing ??= this.leave()),
    };
  }

  private network(model: ModelFile): Promise<OpenNetwork> {
    const known = this.opened.get(model.file) ?? this.openNew(model);
    this.opened.set(model.file, known);
    known.catch(() => this.opened.delete(model.file));
    return known;
  }

  private async openNew(model: ModelFile): Promise<OpenNetwork> {
    const bytes = await this.read(model);
    this.host ??= this.start();
    const host = await this.host.catch((error: unknown) => {
      this.host = undefined;
      throw error;
    });
    return host.open(model, bytes);
  }

  private watched<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    const done = (): void => void this.running.delete(work);
    work.then(done, done);
    return work;
  }

  private async leave(): Promise<void> {
    if (--this.users > 0) return;
    this.onUnused();
    await Promise.allSettled(this.running);
    for (const opening of this.opened.values()) {
      const network = await opening.catch(() => undefined);
      await network?.release();
    }
    this.opened.clear();
  }
}

function closedError(): ModelError {
  return new ModelError('MISSING_RUNTIME', 'Expected networks that are in use but these were closed');
}
