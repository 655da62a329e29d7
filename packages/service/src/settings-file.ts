import { readFile } from 'node:fs/promises';
import { UsageError } from '@dynamics-codec/node/cli';
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
    const value = process.env[`DYNC_${option.name().toUpperCase().replaceAll('-', '_')}`];
    if (value !== undefined) merged[option.attributeName()] = value;
  }
  Object.assign(merged, flags);
  const parsed = schema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
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
