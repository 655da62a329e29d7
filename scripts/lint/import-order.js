// @ts-check
/**
 * @file A rule for ESLint: imports keep to the order of packages and layers in `layers.js`, and one package imports another
 * by its name alone. Imports of types count as others do.
 */
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CORE_LAYERS, ENCODER_STEPS, mayImport, PACKAGES } from './layers.js';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * @typedef {object} Place of a file in the workspace
 * @property {string} room folder of its package or app; `''` outside of both
 * @property {string[]} path below the package's `src`, without the file's ending
 */

/**
 * @param {string} file
 * @returns {Place}
 */
function placeOf(file) {
  const [shelf = '', room = '', src, ...path] = relative(ROOT, file)
    .replace(/\.[jt]s$/, '')
    .split(sep);
  if (shelf !== 'packages' && shelf !== 'apps') return { room: '', path: [] };
  return { room, path: src === 'src' ? path : [] };
}

/**
 * @param {string} specifier
 * @returns {Place | undefined} of a package of this workspace; `undefined` for any other
 */
function packagePlace(specifier) {
  const [, core, name, path = ''] = /^(?:(dynamics-codec)|@dynamics-codec\/([^/]+))(?:\/(.*))?$/.exec(specifier) ?? [];
  const room = core === undefined ? name : 'codec';
  return room === undefined ? undefined : { room, path: path === '' ? ['index'] : path.split('/') };
}

/**
 * @param {string} file that imports
 * @param {string} specifier
 * @returns {string | undefined} what is wrong with it
 */
export function wrongImport(file, specifier) {
  const from = placeOf(file);
  if (from.room === '' || specifier.includes('?')) return undefined;
  if (!specifier.startsWith('.')) {
    const to = packagePlace(specifier);
    if (to === undefined) return undefined;
    if (to.room === from.room) return 'A package imports its own files by their relative paths.';
    if (mayImport(PACKAGES, from.room, to.room)) return undefined;
    return `The package '${from.room}' may not import '${to.room}': see the order in scripts/lint/layers.js.`;
  }
  const target = join(dirname(file), specifier);
  const to = placeOf(target);
  if (to.room !== from.room) {
    if (target === join(ROOT, 'workspace.js')) return undefined;
    return 'A relative path may not leave the package: import another package by its name.';
  }
  if (from.room !== 'codec') return undefined;
  return wrongLayer(CORE_LAYERS, from.path, to.path) ?? wrongStep(from.path, to.path);
}

/**
 * @param {readonly string[]} from
 * @param {readonly string[]} to
 */
function wrongStep([fromLayer, ...from], [toLayer, ...to]) {
  return fromLayer === 'encoder' && toLayer === 'encoder' ? wrongLayer(ENCODER_STEPS, from, to) : undefined;
}

/**
 * @param {string[][]} order
 * @param {readonly string[]} from
 * @param {readonly string[]} to
 */
function wrongLayer(order, [from = ''], [to = '']) {
  if (mayImport(order, from, to)) return undefined;
  return `'${from}' may not import '${to}': see the order in scripts/lint/layers.js.`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const importOrder = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    /** @param {import('estree').Node & { source?: unknown }} node */
    const check = (node) => {
      const { value } = /** @type {{ value?: unknown }} */ (node.source ?? {});
      const message = typeof value === 'string' ? wrongImport(context.filename, value) : undefined;
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
};
