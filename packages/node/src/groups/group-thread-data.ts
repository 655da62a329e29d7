/** What a thread that encodes groups is told when it starts. */
export interface GroupThreadData {
  /** Whether the jobs' models may run. */
  readonly learned: boolean;
  /** Whether it may start an assistant of its own. */
  readonly assisted: boolean;
}
