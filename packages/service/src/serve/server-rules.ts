/** What a server allows. */
export interface ServerRules {
  /** Folder of uploads and streams. */
  readonly data: string;
  /** Keys, one of which each request must have; none are asked for when left out. */
  readonly keys?: readonly string[] | undefined;
  /** Most bytes of an upload. */
  readonly maxBytes: number;
  /** Most seconds of a clip. */
  readonly maxSeconds: number;
  /** Most pixels of a picture. */
  readonly maxPixels: number;
  /** Most jobs that one client queues in a minute. */
  readonly perMinute: number;
  /** Most jobs that wait. */
  readonly maxWaiting: number;
}
