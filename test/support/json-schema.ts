import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ROOT = join(import.meta.dirname, '../..');
const compiled = new Map<string, Promise<ValidateFunction>>();

/**
 * What is wrong with a value by a JSON schema: place and reason, nothing where it fits.
 * @param schema file, relative to the root of the repository
 */
export async function schemaErrors(schema: string, value: unknown): Promise<string[]> {
  const validate = await (compiled.get(schema) ?? compile(schema));
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function compile(schema: string): Promise<ValidateFunction> {
  const validate = readFile(join(ROOT, schema), 'utf8').then((text) =>
    new Ajv2020({ allErrors: true }).compile(JSON.parse(text) as object),
  );
  compiled.set(schema, validate);
  return validate;
}
