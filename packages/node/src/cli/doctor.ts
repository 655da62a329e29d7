import { DynamicsError } from 'dynamics-codec/picture';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { packageVersion } from './package-version.js';
import { printable } from './printable.js';
import { printJson, printText } from './terminal.js';

/** Something of the installation does not work. */
class InstallationError extends DynamicsError {
  override readonly name = 'InstallationError';
  readonly code = 'BROKEN_INSTALLATION';
}

/** Tells what is installed, what is slow and what is broken. @throws InstallationError where something is broken */
export async function doctorCommand({ json = false }: { readonly json?: boolean }): Promise<void> {
  const findings = await examine();
  const broken = findings.filter(({ health }) => health === 'broken').map(({ name }) => name);
  const version = packageVersion();
  if (json) await printJson({ version, ok: broken.length === 0, findings });
  else await printText([`dync ${version}`, ...findings.map(lineOf)].join('\n'));
  if (broken.length > 0) throw new InstallationError(`does not work here: ${broken.join(', ')}`);
}

function lineOf({ name, health, text, hint }: Finding): string {
  const line = `${health.padEnd(7)} ${name.padEnd(15)} ${printable(text)}`;
  return hint === undefined ? line : `${line}\n${' '.repeat(24)}${printable(hint)}`;
}
