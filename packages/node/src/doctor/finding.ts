/** What a part of an installation is found to be: `slow` works but need not be so slow, `missing` is not needed by all. */
export type Health = 'ok' | 'slow' | 'missing' | 'broken';

/** What was found of one part. */
export interface Finding {
  /** Stable, for programs. */
  readonly name: string;
  readonly health: Health;
  /** What is there, for people. */
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A finding of a part whose name is known. */
export type Found = Omit<Finding, 'name'>;

/** Looks at one part. What it throws becomes a finding that the part is broken. */
export interface Check {
  readonly name: string;
  /** What to do where it is broken. */
  readonly hint: string;
  readonly look: () => Found | Promise<Found>;
}
