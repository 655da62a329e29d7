import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { saveTo } from './download.js';
import { PlaceError } from './place-error.js';

/** An object of a store. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** The object that `s3://BUCKET/KEY` names; `undefined` for anything else. @throws PlaceError where bucket or key is missing */
export function objectPlace(place: string): ObjectPlace | undefined {
  if (!/^s3:\/\//i.test(place)) return undefined;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(place) ?? [];
  if (bucket === undefined || key === undefined)
    throw new PlaceError('REFUSED_PLACE', `Expected s3://BUCKET/KEY but received "${place}"`);
  return { bucket, key };
}

/**
 * Files in an S3-compatible store. Keys, region and address are those of the AWS environment (`AWS_ACCESS_KEY_ID`,
 * `AWS_REGION`, `AWS_ENDPOINT_URL_S3` and so on).
 */
export class S3Store {
  private client: S3Client | undefined;

  /** @throws PlaceError */
  async fetchTo(path: string, { bucket, key }: ObjectPlace, maxBytes: number, signal: AbortSignal): Promise<void> {
    const label = `s3://${bucket}/${key}`;
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body } = await this.open()
      .send(command, { abortSignal: signal })
      .catch((cause: unknown) => {
        signal.throwIfAborted();
        const missing = cause instanceof NoSuchKey || (cause as { name?: string }).name === 'NoSuchBucket';
        const [code, what] = missing
          ? (['MISSING_INPUT', 'does not exist'] as const)
          : (['UNREACHABLE', 'cannot be read'] as const);
        throw new PlaceError(code, `"${label}" ${what}`, { cause });
      });
    await saveTo(path, Body as Readable, label, maxBytes, signal);
  }

  /** Writes a file as one object, which appears whole or not at all. @throws PlaceError `UNREACHABLE` */
  async put(path: string, { bucket, key }: ObjectPlace, signal: AbortSignal): Promise<void> {
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(path) });
    await this.open()
      .send(command, { abortSignal: signal })
      .catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new PlaceError('UNREACHABLE', `"s3://${bucket}/${key}" cannot be written`, { cause });
      });
  }

  close(): void {
    this.client?.destroy();
  }

  private open(): S3Client {
    // Stores other than AWS seldom have a host for each bucket.
    this.client ??= new S3Client({ forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined });
    return this.client;
  }
}
