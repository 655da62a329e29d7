import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FROM_SOURCE } from '../../workspace.js';

const ROOT = join(import.meta.dirname, '../..');

/** Where bundles of this process go. */
const FOLDER = join(ROOT, 'scratch/test-commands', String(process.pid));

/** Bundles a TypeScript file of this project for Node, from the packages' source, and gives the script: quick to start. */
export async function bundled(file: string): Promise<string> {
  await build({
    entryPoints: [join(ROOT, file)],
    outdir: FOLDER,
    bundle: true,
    splitting: true,
    packages: 'external',
    plugins: [FROM_SOURCE],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return join(FOLDER, `${basename(file, '.ts')}.js`);
}

/** Bundles `dync`, its threads and processes, so that tests need no build, and gives the script that runs it. */
export async function bundledDync(): Promise<string> {
  await bundled('packages/node/src/cli/main.ts');
  await bundled('packages/node/src/groups/group-thread.ts');
  await bundled('packages/node/src/frames/frame-thread.ts');
  await bundled('packages/node/src/jobs/encode-process.ts');
  const script = join(FOLDER, 'run.js');
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
