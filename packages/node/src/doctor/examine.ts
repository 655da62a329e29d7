import { CHECKS } from './checks.js';
import type { Check, Finding, Found } from './finding.js';

/** Looks at all parts of the installation, one after another. */
export async function examine(checks: readonly Check[] = CHECKS): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push({ name: check.name, ...(await found(check)) });
  return findings;
}

async function found({ look, hint }: Check): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) };
    return { health: 'broken', text: message.split('\n')[0] ?? '', hint };
  }
}
