import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createServiceProgram } from '@dynamics-codec/service';

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly command?: string; readonly build?: object; readonly depends_on?: object }>
  >;
  readonly volumes: object;
}

const ROOT = join(import.meta.dirname, '..');
const text = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

describe('the compose file of the service', () => {
  it('is one by the Compose Specification', async () => {
    const schema = JSON.parse(await text('test/fixtures/compose-spec.json')) as object;
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    const compose: unknown = parse(await text('examples/service/compose.yaml'), { merge: true });
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    // The schema does tell.
    expect(validate({ services: { worker: { imagee: 'redis' } } })).toBe(false);
  });

  it('names only services, volumes and flags that there are', async () => {
    const { services, volumes } = parse(await text('examples/service/compose.yaml'), { merge: true }) as Compose;
    const program = createServiceProgram(new AbortController().signal);
    for (const service of Object.values(services)) {
      for (const name of Object.keys(service.depends_on ?? {})) expect(Object.keys(services)).toContain(name);
      if (service.build === undefined) continue;
      const [name, ...args] = (service.command ?? '').split(' ');
      const command = program.commands.find((one) => one.name() === name);
      expect(command, name).toBeDefined();
      const { unknown } = command!.parseOptions(args);
      expect(unknown).toEqual([]);
    }
    const mounts = [...(await text('examples/service/compose.yaml')).matchAll(/\[(\w+):\//g)].map(([, name]) => name);
    expect(new Set(mounts)).toEqual(new Set(Object.keys(volumes)));
  });
});
