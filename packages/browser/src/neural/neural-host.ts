import { ModelError, type DenseMotion } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import { connectWorker, RemoteError, WorkerError, type WorkerConnection } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { MotionRequest, NeuralApi, RestoreRequest } from './neural-protocol.js';

/** The worker and its memory are given back when there was nothing to do for so long. */
const IDLE_MS = 20_000;

/** Runs the networks of models in a worker of its own, which is started when first needed and ended when it is not. */
export class NeuralHost {
  private worker: WorkerConnection<NeuralApi> | undefined;
  private idle: ReturnType<typeof setTimeout> | undefined;

  /** @param folder address of the neural part's files, with a slash at its end */
  constructor(private readonly folder: string) {}

  /** A key picture as a model restores it. @throws ModelError where the worker, its runtime or the model cannot be loaded */
  restore(request: RestoreRequest): Promise<Picture> {
    return this.ask((worker) => worker.call('restore', request));
  }

  /** Motion as a model makes it dense and draws it. @throws ModelError as {@link restore} */
  generate(request: MotionRequest): Promise<DenseMotion> {
    return this.ask((worker) => worker.call('generate', request));
  }

  private async ask<T>(call: (worker: WorkerConnection<NeuralApi>) => Promise<T>): Promise<T> {
    try {
      return await call((this.worker ??= this.start()));
    } catch (error) {
      throw error instanceof ModelError ? error : new ModelError('MISSING_RUNTIME', this.reasonOf(error));
    }
  }

  private start(): WorkerConnection<NeuralApi> {
    const worker = startWorker(
      () => new Worker(new URL('neural.js', this.folder), { type: 'module', name: 'dynamics-neural' }),
    );
    return connectWorker<NeuralApi>(worker, {
      errors: { ModelError },
      onBusy: (busy) => {
        clearTimeout(this.idle);
        if (!busy) this.idle = setTimeout(() => this.stop(), IDLE_MS);
      },
      onLost: () => (this.worker = undefined),
    });
  }

  private stop(): void {
    this.worker?.close();
    this.worker = undefined;
  }

  private reasonOf(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RemoteError) return message;
    const { code, reason } = error instanceof WorkerError ? error : { code: undefined, reason: message };
    if (code === 'UNKNOWN_CALL')
      return 'Expected the neural part to answer what it was asked but it is of another version';
    return `The neural part at "${this.folder}" cannot be loaded: ${reason}`;
  }
}

const hosts = new Map<string, NeuralHost>();

/** The host of a folder; all streams share it. */
export function neuralHost(folder: string): NeuralHost {
  const host = hosts.get(folder) ?? new NeuralHost(folder);
  hosts.set(folder, host);
  return host;
}
