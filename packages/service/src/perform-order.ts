import { realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve, sep } from 'node:path';
import {
  EncodeProcesses,
  removeTemporary,
  reportNameOf,
  scratchFolder,
  type EncodeJobResult,
} from '@dynamics-codec/node/jobs';
import type { Order } from './order.js';
import { downloadTo, type DownloadRules } from './places/download.js';
import { PlaceError } from './places/place-error.js';
import { objectPlace, S3Store, type ObjectPlace } from './places/s3-store.js';

/** What an {@link OrderPerformer} may read, write and spend. */
export interface PerformerRules extends DownloadRules {
  /** Folders that local inputs and outputs must lie in; anywhere when left out. */
  readonly roots?: readonly string[] | undefined;
  /** Most seconds of one encode. */
  readonly timeout?: number | undefined;
}

/** How an order is watched and stopped. */
export interface OrderWatch {
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1 */
  readonly onProgress?: (fraction: number) => void;
}

/** Does orders: fetches what is elsewhere, encodes in processes of its own, and brings stream and report to their place. */
export class OrderPerformer {
  private readonly processes: EncodeProcesses;
  private readonly store = new S3Store();

  /** @param module of the processes that encode; that of `@dynamics-codec/node` when left out */
  constructor(
    private readonly rules: PerformerRules,
    module?: URL,
  ) {
    this.processes = new EncodeProcesses(module);
  }

  /**
   * Does an order, or finds that it is done.
   * @throws PlaceError; as `EncodeProcesses.run`
   */
  async perform(order: Order, watch: OrderWatch): Promise<EncodeJobResult> {
    const folder = await scratchFolder();
    try {
      const input = await this.inputOf(order.input, folder, watch.signal);
      const remote = objectPlace(order.output);
      const output = remote === undefined ? await this.localOutput(order.output) : join(folder, 'stream.dync');
      if (remote !== undefined) await this.fetchBefore(output, remote, watch.signal);
      const { settings, retry, force } = order;
      const result = await this.processes.run(
        { input, output, settings, retry, force },
        {
          signal: watch.signal,
          timeout: this.rules.timeout,
          onProgress: ({ fraction }) => watch.onProgress?.(fraction),
        },
      );
      if (remote !== undefined && result.state === 'done') {
        await this.store.put(reportNameOf(output), reportOf(remote), watch.signal);
        await this.store.put(output, remote, watch.signal);
      }
      return result;
    } finally {
      await removeTemporary(folder);
    }
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.store.close();
    await this.processes.close();
  }

  /** A path to read an input from. */
  private async inputOf(input: string, folder: string, signal: AbortSignal): Promise<string> {
    const path = join(folder, 'input');
    const object = objectPlace(input);
    if (object !== undefined) await this.store.fetchTo(path, object, this.rules.maxBytes, signal);
    else if (isAddress(input)) await downloadTo(path, input, this.rules, signal);
    else {
      await this.assertInside(input, input);
      return input;
    }
    return path;
  }

  private async localOutput(output: string): Promise<string> {
    if (isAddress(output))
      throw new PlaceError('REFUSED_PLACE', `Expected a path or s3:// for the output but received "${output}"`);
    if (extname(output) !== '.dync')
      throw new PlaceError('REFUSED_PLACE', `Expected an output that ends in .dync but received "${output}"`);
    await this.assertInside(dirname(output), output);
    return output;
  }

  /** Brings an earlier stream and report, so that finished work is found. */
  private async fetchBefore(output: string, place: ObjectPlace, signal: AbortSignal): Promise<void> {
    for (const [path, object] of [
      [reportNameOf(output), reportOf(place)],
      [output, place],
    ] as const) {
      await this.store.fetchTo(path, object, this.rules.maxBytes, signal).catch((error: unknown) => {
        if (!(error instanceof PlaceError) || error.code !== 'MISSING_INPUT') throw error;
      });
    }
  }

  /** Refuses what lies outside of the roots, links followed. */
  private async assertInside(path: string, label: string): Promise<void> {
    const { roots } = this.rules;
    if (roots === undefined) return;
    const real = await realOf(resolve(path));
    for (const root of roots) {
      const base = await realOf(resolve(root));
      if (real === base || real.startsWith(base + sep)) return;
    }
    throw new PlaceError('REFUSED_PLACE', `"${label}" does not lie in a folder that is allowed`);
  }
}

/** Whether a place is an address of any protocol, not a path. */
function isAddress(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place);
}

/** A path with links followed, as far as it exists. */
async function realOf(path: string): Promise<string> {
  if (await stat(path).catch(() => undefined)) return realpath(path);
  const parent = dirname(path);
  return parent === path ? path : join(await realOf(parent), path.slice(parent.length).replace(/^[/\\]/, ''));
}

function reportOf({ bucket, key }: ObjectPlace): ObjectPlace {
  return { bucket, key: reportNameOf(key) };
}
