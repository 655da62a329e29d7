import { readFile } from 'node:fs/promises';
import { commandPath, UsageError } from '@dynamics-codec/node/cli';
import type { Command } from 'commander';
import type { z } from 'zod';

/**
 * The options of a command: its flags, then the environment (`DYNC_` and the name of the flag), then a JSON file (`--config`), then
 * defaults, checked by a schema.
 * @throws UsageError that names the option
 */
export async function configured<T>(command: Command, schema: z.ZodType<T>): Promise<T> {
  const given = command.opts<Record<string, unknown> & { config?: string }>();
  const { config, ...flags } = given;
  const merged: Record<string, unknown> = config === undefined ? {} : { ...(await settingsIn(config)) };
  for (const option of command.options) {
    const value = process.env[variableOf(option.name())];
    if (value !== undefined) merged[option.attributeName()] = value;
  }
  Object.assign(merged, flags);
  const parsed = schema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  const option = command.options.find((one) => one.attributeName() === name);
  const value = merged[name];
  throw new UsageError(
    value === undefined
      ? `expected ${option?.flags ?? name}, or ${variableOf(option?.name() ?? name)}; see ${commandPath(command)} --help`
      : `${option?.long ?? name} ${JSON.stringify(value)}: ${(issue?.message ?? 'is wrong').replace(/^Invalid input: (expected )(\w+), received .*/, '$1a $2')}`,
  );
}

/** The variable of the environment that stands for a flag. */
function variableOf(flag: string): string {
  return `DYNC_${flag.toUpperCase().replaceAll('-', '_')}`;
}

async function settingsIn(path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new UsageError(`"${path}" is not a file of one JSON object`);
}
