/**
 * @file What a queue within one process knows, on disk: a file of one JSON object a line, the newest line of a job counts. Lines
 * are appended. A line that was torn when the process died is left out, and the file is written anew without what is superseded
 * when it is opened and when it has grown. One process writes it at a time.
 */
import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import type { Order } from '../order.js';
import type { JobResult } from './job-queue.js';

/** A job as it is kept. One that ran when the process ended waits again. */
export interface KeptJob {
  readonly state: 'waiting' | 'done' | 'failed';
  readonly attempts: number;
  readonly order: Order;
  readonly result?: JobResult | undefined;
  readonly reason?: string | undefined;
}

/** Superseded lines that the file may hold before it is written anew. */
const MOST_SUPERSEDED = 1000;

/** The jobs of one process on disk. */
export class JobJournal {
  private readonly jobs: Map<string, KeptJob>;
  private file = -1;
  private lines = 0;

  /**
   * Opens a journal, or begins one.
   * @throws the error of the file system where the file can be read or written by nobody
   */
  constructor(private readonly path: string) {
    this.jobs = readJobs(path);
    this.compact();
  }

  /** The jobs, the oldest first. */
  entries(): IterableIterator<[id: string, job: KeptJob]> {
    return this.jobs.entries();
  }

  /** Keeps what became of a job, or forgets it. @throws the error of the file system */
  set(id: string, job: KeptJob | undefined): void {
    writeSync(this.file, lineOf(id, job));
    this.lines++;
    if (job === undefined) this.jobs.delete(id);
    else this.jobs.set(id, job);
    if (this.lines - this.jobs.size > MOST_SUPERSEDED) this.compact();
  }

  /** Lets go of the file. */
  close(): void {
    closeSync(this.file);
  }

  private compact(): void {
    const next = `${this.path}.next`;
    writeFileSync(next, [...this.jobs].map(([id, job]) => lineOf(id, job)).join(''), { mode: 0o600 });
    renameSync(next, this.path);
    if (this.file >= 0) closeSync(this.file);
    this.file = openSync(this.path, 'a');
    this.lines = this.jobs.size;
  }
}

function lineOf(id: string, job: KeptJob | undefined): string {
  return `${JSON.stringify({ id, job: job ?? null })}\n`;
}

function readJobs(path: string): Map<string, KeptJob> {
  const jobs = new Map<string, KeptJob>();
  for (const line of textOf(path).split('\n')) {
    const entry = parsed(line);
    if (entry === undefined) continue;
    if (entry.job === null) jobs.delete(entry.id);
    else jobs.set(entry.id, entry.job);
  }
  return jobs;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parsed(line: string): { readonly id: string; readonly job: KeptJob | null } | undefined {
  try {
    return JSON.parse(line) as { id: string; job: KeptJob | null };
  } catch {
    return undefined;
  }
}
