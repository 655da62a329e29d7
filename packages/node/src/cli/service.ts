import type { Command } from 'commander';
import { DynamicsError } from 'dynamics-codec/picture';
import { UsageError } from './failure.js';

/** Brings the commands for many machines; not installed with this package, which would weigh too much for those who only encode. */
const SERVICE = '@dynamics-codec/service';

/** What that package has for `dync`. */
interface ServicePackage {
  readonly createServiceProgram: (signal: AbortSignal) => Command;
}

/** The service's package is there, but does not load. */
class PackageError extends DynamicsError {
  override readonly name = 'PackageError';
  readonly code = 'BROKEN_PACKAGE';
}

/**
 * The commands of the service's package.
 * @throws UsageError where the package is not installed; PackageError
 */
export async function serviceProgram(signal: AbortSignal): Promise<Command> {
  const { createServiceProgram } = await (import(SERVICE) as Promise<ServicePackage>).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${SERVICE}'`))
      throw new UsageError(`queue, worker and serve need another package: npm install ${SERVICE}`);
    throw new PackageError(`${SERVICE} cannot be loaded (${message}); install it again`, { cause: error });
  });
  return createServiceProgram(signal);
}

/**
 * Runs a command of the service's package.
 * @param args behind the name of the program, as in `process.argv`
 * @throws as `serviceProgram`; commander's errors
 */
export async function serviceCommand(args: readonly string[], signal: AbortSignal): Promise<void> {
  const program = await serviceProgram(signal);
  await program.parseAsync([...args], { from: 'user' });
}
