import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes the licence of each package that a project depends on beside the built page: `licences/mediabunny.txt`.
 * @param project folder with a `package.json`; packages of this repository have its own licence and are left out
 * @param modules folder in which packages are installed
 */
export function licences(project: string, modules: string): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    writeBundle: async ({ dir }) => {
      if (dir !== undefined) await copyLicences(project, modules, join(dir, 'licences'));
    },
  };
}

/** Copies the licences of {@link licences} into a folder. @throws Error where a package has none */
export async function copyLicences(project: string, modules: string, to: string): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as Manifest;
  await mkdir(to, { recursive: true });
  for (const name of Object.keys(dependencies).filter((name) => !/^@?dynamics-codec\b/.test(name))) {
    const file = `${name.replace(/^@/, '').replace('/', '-')}.txt`;
    await cp(await licenceOf(join(modules, name)), join(to, file));
  }
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

async function licenceOf(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  if (name === undefined) throw new Error(`Expected a licence in ${folder}`);
  return join(folder, name);
}
