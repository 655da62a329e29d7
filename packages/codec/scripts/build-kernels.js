// @ts-check
/**
 * @file Compiles the kernels from AssemblyScript to WebAssembly: each folder of `kernels` that has an `index.ts` becomes one
 * module, written as a string in base64 to `src/kernels/FOLDER/wasm.ts`. That file is committed, so nothing else needs the
 * compiler.
 *
 *   node packages/codec/scripts/build-kernels.js           writes them
 *   node packages/codec/scripts/build-kernels.js --check   fails where one is not what its sources give
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..');
const SOURCES = join(PACKAGE, 'kernels');
/**
 * A name that TypeScript does not follow: the compiler's types declare globals that would apply to the whole workspace.
 * @type {string}
 */
const COMPILER = 'assemblyscript/asc';
const { default: asc } = await import(COMPILER);
const CHECKS = process.argv.includes('--check');

/** No relaxed SIMD: its results differ from machine to machine. */
const OPTIONS = [
  ...['--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  ...['--enable', 'simd', '--disable', 'mutable-globals'],
  // Vectors are passed between functions of the module, never out of it.
  ...['--disableWarning', '112'],
];

for (const folder of readdirSync(SOURCES)) {
  if (!existsSync(join(SOURCES, folder, 'index.ts'))) continue;
  const wasm = await compile(folder);
  const file = join(PACKAGE, 'src/kernels', folder, 'wasm.ts');
  const text = moduleText(folder, wasm);
  const name = relative(process.cwd(), file);
  if (!CHECKS) {
    writeFileSync(`${file}.tmp`, text);
    renameSync(`${file}.tmp`, file);
    process.stdout.write(`${name}: ${(wasm.length / 1000).toFixed(1)} kB\n`);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stdout.write(`${name} is not up to date: run node packages/codec/scripts/build-kernels.js\n`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} folder
 * @returns {Promise<Uint8Array>}
 */
async function compile(folder) {
  /** @type {Uint8Array | undefined} */
  let wasm;
  const { error, stderr } = await asc.main(
    [`${folder}/index.ts`, '--outFile', 'module.wasm', '--baseDir', SOURCES, ...OPTIONS],
    {
      readFile: (/** @type {string} */ name, /** @type {string} */ base) => {
        const file = join(base, name);
        return existsSync(file) ? readFileSync(file, 'utf8') : null;
      },
      writeFile: (/** @type {string} */ name, /** @type {string | Uint8Array} */ contents) => {
        if (name === 'module.wasm' && typeof contents !== 'string') wasm = contents;
      },
      listFiles: () => null,
    },
  );
  if (error || wasm === undefined) throw new Error(`Expected kernels/${folder} to compile:\n${stderr.toString()}`);
  return wasm;
}

/**
 * @param {string} folder
 * @param {Uint8Array} wasm
 */
function moduleText(folder, wasm) {
  return `/** WebAssembly of \`kernels/${folder}\` in base64, written by \`scripts/build-kernels.js\`. */
// The type is named, or the declarations of the package would hold all of it again.
// eslint-disable-next-line @typescript-eslint/no-inferrable-types
export const WASM: string =
  '${Buffer.from(wasm).toString('base64')}';
`;
}
