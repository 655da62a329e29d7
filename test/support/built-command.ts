import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FROM_SOURCE } from '../../workspace.js';

const ROOT = join(import.meta.dirname, '../..');

/** Bundles `dync` from source, so that tests need no build, and gives the script that runs it: quick to start many times. */
export async function bundledDync(): Promise<string> {
  const folder = join(ROOT, 'scratch/test-commands', String(process.pid));
  await build({
    entryPoints: [join(ROOT, 'packages/node/src/cli/main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    plugins: [FROM_SOURCE],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  const script = join(folder, 'run.js');
  await writeFile(script, "import { main } from './main.js';\nvoid main(process.argv);\n");
  return script;
}

/** Arguments and environment for Node that run a TypeScript file of this project from any folder: slow to start, but nothing is bundled. */
export function fromSource(file: string): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const loader = import.meta.resolve('tsx');
  return {
    args: ['--import', loader, fileURLToPath(new URL(file, `file://${ROOT}/`))],
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
  };
}
