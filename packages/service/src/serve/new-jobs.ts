import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { EncodeSettings } from '@dynamics-codec/node/jobs';
import { OrderError, settingsOf, type Order } from '../order.js';
import { saveTo } from '../places/download.js';
import { PlaceError } from '../places/place-error.js';
import type { JobQueue } from '../queue/job-queue.js';
import { orderId } from '../queue/order-id.js';
import { RequestError } from './request-error.js';
import { noteOf, streamsFolder, uploadsFolder } from './server-files.js';
import type { ServerRules } from './server-rules.js';

/** Settings that are the server's. */
const OURS = ['maxPixels', 'maxSeconds', 'max-pixels', 'max-seconds'];

/** Queues what clients send: a video, or the address of one. */
export class NewJobs {
  constructor(
    private readonly queue: JobQueue,
    private readonly rules: ServerRules,
  ) {}

  /** Queues an address. @returns the id of the job @throws RequestError */
  async fromAddress(input: unknown, settings: Readonly<Record<string, unknown>>): Promise<string> {
    if (typeof input !== 'string' || !/^https?:\/\//i.test(input))
      throw new RequestError(400, 'Expected an address of https as the input');
    await this.assertRoom();
    return this.add(this.order(input, this.settingsFrom(settings)));
  }

  /** Keeps a video and queues it. @returns the id of the job @throws RequestError */
  async fromUpload(body: Readable, settings: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<string> {
    const checked = this.settingsFrom(settings);
    const folder = uploadsFolder(this.rules.data);
    await mkdir(folder, { recursive: true });
    const path = join(folder, randomUUID());
    try {
      await saveTo(path, body, 'The upload', this.rules.maxBytes, signal);
      await this.assertRoom();
      const order = this.order(path, checked);
      await writeFile(noteOf(path), orderId(order));
      return await this.add(order);
    } catch (error) {
      await rm(path, { force: true });
      await rm(noteOf(path), { force: true });
      if (error instanceof PlaceError)
        throw new RequestError(error.code === 'TOO_LARGE_INPUT' ? 413 : 400, error.message);
      throw error;
    }
  }

  private async assertRoom(): Promise<void> {
    const { waiting } = await this.queue.counts();
    if (waiting >= this.rules.maxWaiting) throw new RequestError(503, 'Too many jobs are waiting; try again later');
  }

  private order(input: string, settings: EncodeSettings): Order {
    const { data, maxPixels, maxSeconds } = this.rules;
    return {
      input,
      output: join(streamsFolder(data), `${randomUUID()}.dync`),
      settings: { ...settings, maxPixels, maxSeconds },
      retry: false,
      force: false,
    };
  }

  private async add(order: Order): Promise<string> {
    const [id] = await this.queue.add([order]);
    return id!;
  }

  private settingsFrom(settings: Readonly<Record<string, unknown>>): EncodeSettings {
    const ours = OURS.find((name) => name in settings);
    if (ours !== undefined) throw new RequestError(400, `${ours} is a limit of the server`);
    try {
      return settingsOf(settings);
    } catch (error) {
      throw error instanceof OrderError ? new RequestError(400, error.message) : error;
    }
  }
}
