// @ts-check
/** @file The reference: what the doc comments of all entry points say, by TypeDoc and its own theme. */
import { join, relative } from 'node:path';
import { Application, Converter, JSX, ReflectionKind } from 'typedoc';
import { sourceEntries } from '../../workspace.js';

/** Packages that nobody installs, and entry points that hold no code to call. */
const LEFT_OUT = /^@dynamics-codec\/(bench|player\/(jsx|worker\.js))/;

/**
 * Writes the reference into a folder.
 * @param {string} root of the repository
 * @param {string} output
 * @throws Error where TypeDoc finds something wrong
 */
export async function writeReference(root, output) {
  const entries = Object.entries(sourceEntries()).filter(([name]) => !LEFT_OUT.test(name));
  const app = await Application.bootstrap({
    name: 'Dynamics-Codec',
    entryPoints: entries.map(([, file]) => file),
    tsconfig: join(root, 'tsconfig.json'),
    basePath: join(root, 'packages'),
    readme: 'none',
    out: output,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    githubPages: false,
    // Its page lacks places that links name.
    includeHierarchySummary: false,
    skipErrorChecking: true,
    logLevel: 'Error',
    validation: { notExported: false, invalidLink: false, notDocumented: false },
  });
  app.renderer.hooks.on('sidebar.begin', (context) =>
    JSX.createElement(
      'p',
      null,
      JSX.createElement('a', { href: context.relativeURL('../docs/index.html') }, 'Documentation'),
    ),
  );
  nameModules(app, new Map(entries.map(([name, file]) => [moduleName(root, file), name])));
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages');
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('TypeDoc found errors');
}

/**
 * Calls modules what they are imported by, and not by the place of their file.
 * @param {Application} app
 * @param {ReadonlyMap<string, string>} names
 */
function nameModules(app, names) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = names.get(module.name) ?? module.name;
  });
}

/** As TypeDoc names the module of a file. @param {string} root @param {string} file */
function moduleName(root, file) {
  return relative(join(root, 'packages'), file).replace(/(\/index)?\.ts$/, '');
}
