import { ModelError } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import type { MotionRequest, NeuralReply, RestoreRequest, Tensors } from './neural-protocol.js';

/** The worker and its memory are given back when there was nothing to do for so long. */
const IDLE_MS = 20_000;

const UNEXPECTED = new ModelError('MISSING_RUNTIME', 'Expected the neural part to answer what it was asked but it is of another version');

interface Waiting {
  readonly resolve: (reply: NeuralReply) => void;
  readonly reject: (error: ModelError) => void;
}

/** Runs the networks of models in a worker of its own, which is started when first needed and ended when it is not. */
export class NeuralHost {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  /** @param folder address of the neural part's files, with a slash at its end */
  constructor(private readonly folder: string) {}

  /** A key picture as a model restores it. @throws ModelError where the worker, its runtime or the model cannot be loaded */
  async restore(request: RestoreRequest): Promise<Picture> {
    const reply = await this.ask(request);
    if (!('key' in reply)) throw UNEXPECTED;
    return reply.key;
  }

  /** Outputs of the network of a model that makes motion dense. @throws ModelError as {@link restore} */
  async runMotion(request: MotionRequest): Promise<Tensors> {
    const reply = await this.ask(request);
    if (!('outputs' in reply)) throw UNEXPECTED;
    return reply.outputs;
  }

  private ask(request: RestoreRequest | MotionRequest): Promise<NeuralReply> {
    clearTimeout(this.idle);
    return new Promise((resolve, reject) => {
      const number = ++this.last;
      this.waiting.set(number, { resolve, reject });
      try {
        this.worker ??= this.start();
        this.worker.postMessage({ number, ...request });
      } catch (error) {
        this.fail(error instanceof Error ? error.message : String(error));
      }
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('neural.js', this.folder), { type: 'module', name: 'dynamics-neural' });
    worker.onmessage = ({ data }: MessageEvent<NeuralReply>) => {
      const waiting = this.waiting.get(data.number);
      this.waiting.delete(data.number);
      if ('error' in data) waiting?.reject(new ModelError(data.error.code, data.error.message));
      else waiting?.resolve(data);
      if (this.waiting.size === 0) this.idle = setTimeout(() => this.stop(), IDLE_MS);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(event.message || 'its script is missing or forbidden');
    };
    return worker;
  }

  private stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }

  private fail(reason: string): void {
    this.stop();
    const error = new ModelError('MISSING_RUNTIME', `The neural part at "${this.folder}" cannot be loaded: ${reason}`);
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

const hosts = new Map<string, NeuralHost>();

/** The host of a folder; all streams share it. */
export function neuralHost(folder: string): NeuralHost {
  const host = hosts.get(folder) ?? new NeuralHost(folder);
  hosts.set(folder, host);
  return host;
}
