/** Lets timers, input and abort signals of the surrounding program run; then throws if the signal was raised. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
