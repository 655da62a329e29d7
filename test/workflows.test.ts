import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  workflow: parse(readFileSync(join(FOLDER, name), 'utf8')) as Workflow,
}));

/** The commands of a job, those of its matrix too. */
function commandsOf({ steps, strategy }: Job): string[] {
  const runs = (strategy?.matrix['run'] ?? []) as readonly { readonly command: string }[];
  return [...steps.flatMap(({ run }) => (run === undefined ? [] : [run])), ...runs.map(({ command }) => command)];
}

it.each(workflows)('$name may read and no more, ends, and runs what is there', ({ workflow }) => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  for (const job of Object.values(workflow.jobs)) {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
    for (const command of commandsOf(job))
      for (const file of command.match(/(?:[\w.-]+\/)+[\w.-]+/g) ?? [])
        if (/^(test|scripts|\.ci)\//.test(file)) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  }
});

it('what can publish runs no test, holds no token, and publishes with provenance after all of them', () => {
  const { check, publish } = workflows.find(({ name }) => name === 'release.yml')!.workflow.jobs;
  expect(commandsOf(check!)).toContain('bash .ci/run');
  expect(check).not.toHaveProperty('permissions');
  expect(publish).toMatchObject({ needs: 'check', permissions: { contents: 'read', 'id-token': 'write' } });
  expect(commandsOf(publish!).at(-1)).toMatch(/^npm publish .*--provenance/);
  expect(JSON.stringify(publish)).not.toContain('secrets.');
});

it('the versions of Node that docs/versions.md names are those that are tested', () => {
  const { check, systems } = workflows.find(({ name }) => name === 'ci.yml')!.workflow.jobs;
  const docs = readFileSync(join(ROOT, 'docs/versions.md'), 'utf8');
  const told = [...docs.matchAll(/^\| Node on .*? \| ([\d, ]+) \|/gm)].map(([, versions]) => versions);
  expect(told).toEqual([check, systems].map((job) => job!.strategy!.matrix['node']!.join(', ')));
});
