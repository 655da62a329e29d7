import type { Command } from 'commander';
import { UsageError } from './failure.js';

/** Brings the commands for many machines; not installed with this package, which would weigh too much for those who only encode. */
const SERVICE = '@dynamics-codec/service';

/** What that package has for `dync`. */
interface ServicePackage {
  readonly createServiceProgram: (signal: AbortSignal) => Command;
}

/**
 * Runs a command of the service's package.
 * @param args behind the name of the program, as in `process.argv`
 * @throws UsageError where the package is not installed; commander's errors
 */
export async function serviceCommand(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { createServiceProgram } = await (import(SERVICE) as Promise<ServicePackage>).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(SERVICE)) throw error;
    throw new UsageError(`${args[0] ?? 'this command'} needs another package: npm install ${SERVICE}`);
  });
  await createServiceProgram(signal).parseAsync([...args], { from: 'user' });
}
