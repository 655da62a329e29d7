/** What a thread that encodes groups is told when it starts. */
export interface GroupThreadData {
  /** Whether the jobs' models may run. */
  readonly learned: boolean;
}
