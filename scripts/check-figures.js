// @ts-check
/**
 * @file Fails where a number in the documents is not what it quotes: committed tables of the bench, package files, budgets,
 * constants of the code, counts and sizes of files. Each claim says where a number stands, as an expression whose groups are
 * the numbers, and what they must be. A claim that is no longer there fails too, except in documents that may leave it out.
 *
 *   node scripts/check-figures.js
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { column, median, row, section, tableRows } from './markdown-tables.js';

const ROOT = join(import.meta.dirname, '..');
const TABLES = read('docs/benchmarks/tables.md');

/**
 * @typedef {object} Claim
 * @property {string} what
 * @property {RegExp} says its groups are the numbers
 * @property {() => readonly string[]} truth what they must be
 * @property {readonly string[]} [must] documents that say it
 * @property {readonly string[]} [may] documents that need not say it
 */

/** @type {readonly Claim[]} */
const CLAIMS = [
  ...['VVC', 'x265', 'SVT-AV1', 'VP9'].map((rival) => ({
    what: `BD-rate by LPIPS against ${rival}`,
    must: ['docs/benchmarks.md'],
    says: new RegExp(`^\\| ${rival}(?: \\([^)]*\\))? \\| (\\S+ %) \\| (\\d+) \\|$`, 'm'),
    truth: () => {
      const whole = row(section(TABLES, `BD-rate against ${rival}`), '**all**')[2] ?? '';
      return [/[-+]\d+ %/.exec(whole)?.[0] ?? whole, /\((\d+) always better/.exec(whole)?.[1] ?? '0'];
    },
  })),
  {
    what: 'BD-rate by LPIPS against VVC',
    must: ['docs/comparison.md'],
    may: ['README.md'],
    says: /BD-rate by LPIPS[^|\d-]*(?:\| )?(-\d+ %)/,
    truth: () => [medianAgainstVvc()],
  },
  {
    what: 'worst BD-rate by LPIPS against VVC',
    must: ['docs/benchmarks.md'],
    says: /the worst needs (\d+) % fewer/,
    truth: () => [String(-worstAgainstVvc())],
  },
  {
    what: 'median and worst BD-rate by LPIPS',
    may: ['README.md'],
    says: /^\| BD-rate by LPIPS[^|]*\| (\S+ %) \| (\S+ %) \|$/m,
    truth: () => [medianAgainstVvc(), `${worstAgainstVvc()} %`],
  },
  {
    what: 'tOF at 5 and 8 kbit/s, median',
    must: ['docs/benchmarks.md'],
    says: /^\| median \| (\S+) \| (\S+) \|$/m,
    truth: () => [5, 8].map((rate) => goals(rate).median),
  },
  {
    what: 'tOF at 5 and 8 kbit/s, worst clip',
    must: ['docs/benchmarks.md'],
    says: /^\| worst clip \| (\S+) \| (\S+) \|$/m,
    truth: () => [5, 8].map((rate) => goals(rate).worst),
  },
  ...[5, 8].map((rate) => ({
    what: `tOF at ${rate} kbit/s, median and worst`,
    may: ['README.md'],
    says: new RegExp(`^\\| tOF at ${rate} kbit/s[^|]*\\| (\\S+) \\| (\\S+) \\|$`, 'm'),
    truth: () => [goals(rate).median, goals(rate).worst],
  })),
  ...[
    ['Frechet', /^\| Frechet distance[^|]*\| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$/m],
    ['energy', /^\| energy[^|]*\| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$/m],
  ].map(([beginning, says]) => ({
    what: `${beginning}, medians`,
    must: ['docs/benchmarks.md'],
    may: ['README.md'],
    says: /** @type {RegExp} */ (says),
    truth: () => lifeFigures(/** @type {string} */ (beginning)),
  })),
  {
    what: "tOF over VVC's at 8 and 5 kbit/s, median",
    must: ['docs/benchmarks.md'],
    may: ['README.md'],
    says: /^\| tOF[^|]*\| (\d\S+) \| 1 \| (\d\S+) \| 1 \|$/m,
    truth: () => [8, 5].map((rate) => goals(rate).median),
  },
  {
    what: 'life of the test clips',
    may: ['FEATURES.md'],
    says: /Frechet distance of feature\s+changes is (\S+) on the test clips \(VVC (\S+)\), the energy of frame differences (\S+) of the original's \(VVC (\S+)\)/,
    truth: () => {
      return ['Frechet', 'energy'].flatMap((name) => lifeFigures(name).slice(0, 2));
    },
  },
  {
    what: 'frames per second of encoders and decoders',
    must: ['docs/benchmarks.md'],
    says: /An encode takes (\S+) frames per second in that run, x265 (\S+)\. Decoding takes (\S+) frames per second, x265 (\S+)\.\s/,
    truth: () =>
      [2, 5].flatMap((at) =>
        ['Dynamics', 'x265'].map((name) => row(section(TABLES, 'Speed and memory'), name)[at] ?? ''),
      ),
  },
  {
    what: 'clips on which VVC is ahead',
    must: ['docs/benchmarks.md'],
    says: /by PSNR on (\d+) of 14 clips, by SSIM on (\d+) of 14/,
    truth: () => {
      const line =
        section(TABLES, 'Where others win')
          .split('\n')
          .find((one) => one.includes('**VVC**')) ?? '';
      return ['PSNR', 'SSIM'].map((name) => new RegExp(`by ${name} on (\\d+) of 14`).exec(line)?.[1] ?? '');
    },
  },
  ...[3, 5, 8, 15].map((rate) => ({
    what: `LPIPS at ${rate} kbit/s`,
    must: ['docs/guide/rates.md'],
    says: new RegExp(`^\\| ${rate} \\| [^|]+ \\| (\\S+) \\|`, 'm'),
    truth: () => [lpipsAt(rate)],
  })),
  {
    what: 'bytes of four seconds',
    must: ['docs/guide/rates.md'],
    says: /^\| 3 \| ([\d,]+) bytes[\s\S]*^\| 5 \| ([\d,]+) bytes[\s\S]*^\| 8 \| ([\d,]+) bytes[\s\S]*^\| 15 \| ([\d,]+) bytes/m,
    truth: () => [3, 5, 8, 15].map((rate) => (rate * 500).toLocaleString('en')),
  },
  {
    what: 'the time of the preset fast',
    must: ['docs/guide/rates.md'],
    says: /`--preset fast` takes (\S+) of the time/,
    truth: () => [row(section(read('docs/benchmarks/parts.md'), 'Presets and parts'), 'preset fast').at(-1) ?? ''],
  },
  {
    what: 'clips that may be had, test and training',
    must: ['docs/guide/research.md', 'docs/benchmarks/method.md'],
    says: /\b(Four) of (?:them|the 14 test clips),? and (\d+) training\s+clips/,
    truth: () => {
      /** @type {{ split: string }[]} */
      const clips = JSON.parse(read('packages/bench/clips.json')).clips;
      const [test = 0, train = 0] = ['test', 'train'].map((name) => clips.filter(({ split }) => split === name).length);
      return [['No', 'One', 'Two', 'Three', 'Four'][test] ?? String(test), String(train)];
    },
  },
  {
    what: 'streams of the conformance set',
    must: ['conformance/README.md'],
    may: ['FEATURES.md', 'README.md'],
    says: /\b(\d{3}) (?:of \d{3} )?streams/,
    truth: () => [String(JSON.parse(read('conformance/manifest.json')).streams.length)],
  },
  {
    what: 'budget of player and worker',
    must: ['docs/player.md'],
    says: /\[(\d+) kB gzipped\]/,
    truth: () => [String(constant('packages/player/scripts/build.js', /const BUDGET = ([\d_]+)/) / 1000)],
  },
  {
    what: 'megabytes of the networks of the newest model, gzipped',
    must: ['docs/player.md'],
    says: /^\| `appearance-3\.onnx`[^|]*\| (\S+), (\S+) and (\S+) MB \|$/m,
    truth: () =>
      ['appearance-3', 'motion-1', 'prior-1'].map((name) =>
        (gzipSync(bytes(network(name)), { level: 9 }).length / 1e6).toFixed(1),
      ),
  },
  {
    what: 'megabytes of all networks',
    must: ['packages/models/README.md'],
    says: /Together they are (\S+) MB/,
    truth: () => [
      (
        readdirSync(join(ROOT, NETWORKS)).reduce((sum, file) => sum + statSync(join(ROOT, NETWORKS, file)).size, 0) /
        1e6
      ).toFixed(1),
    ],
  },
  {
    what: 'weights of the prior',
    must: ['docs/comparison.md'],
    says: /a network of (\S+) million weights/,
    truth: () => [
      (
        Number(/^\| weights \| ([\d,]+)/m.exec(read('packages/models/cards/prior-1.md'))?.[1]?.replaceAll(',', '')) /
        1e6
      ).toFixed(1),
    ],
  },
  {
    what: 'pixels, seconds and bytes that decoders take',
    must: ['packages/codec/README.md'],
    says: /`maxPixels` \| ([\d,]+) pixels[\s\S]*`maxSeconds` \| ([\d,]+) seconds[\s\S]*`maxBytes` \| ([\d,]+) bytes/,
    truth: () => [
      grouped(2 ** constant(BUDGETS, /maxPixels: 2 \*\* (\d+)/)),
      grouped(constant(BUDGETS, /maxSeconds: ([\d_]+)/)),
      grouped(2 ** constant(BUDGETS, /maxBytes: 2 \*\* (\d+)/)),
    ],
  },
  {
    what: 'pixels that models restore',
    must: ['packages/codec/README.md', 'docs/player.md'],
    says: /(2,0\d\d,\d{3}) pixels/,
    truth: () => [
      grouped(2 ** constant('packages/codec/src/generator/model-parts.ts', /MAX_LEARNED_PIXELS = 2 \*\* (\d+)/)),
    ],
  },
  {
    what: 'frames that share a key picture',
    must: ['docs/guide/rates.md'],
    says: /a group of up to (\d+) frames/,
    truth: () => [String(constant('packages/codec/src/encoder/options.ts', /DEFAULT_GROUP_LIMIT = (\d+)/))],
  },
  {
    what: 'Node that a checkout needs',
    must: ['docs/guide/first-stream.md', 'CONTRIBUTING.md'],
    may: ['README.md'],
    says: /(?:Node |\()(20\.\d+) or later/,
    truth: () => [/(\d+\.\d+)/.exec(JSON.parse(read('node_modules/vite/package.json')).engines.node)?.[1] ?? ''],
  },
  {
    what: 'Node that the packages need',
    must: ['docs/guide/first-stream.md'],
    says: /packages run on Node (\d+\.\d+)/,
    truth: () => [...new Set(manifests().map(({ engines }) => engines?.node.replace('>=', '')))],
  },
  ...['React', 'Next', 'Vue', 'Svelte'].map((name) => ({
    what: `version of ${name}`,
    must: ['docs/guide/frameworks.md'],
    says: new RegExp(`^## ${name} (\\d+)$`, 'm'),
    truth: () => {
      const { dependencies, devDependencies } = JSON.parse(read(`examples/${name.toLowerCase()}/package.json`));
      const range = { ...dependencies, ...devDependencies }[name.toLowerCase()];
      return [/\d+/.exec(range)?.[0] ?? range];
    },
  })),
  ...dependencyClaims(),
];

const NETWORKS = 'packages/models/networks';
const BUDGETS = 'packages/codec/src/bitstream/budgets.ts';

/** @type {string[]} */
const wrong = [];
let checked = 0;
for (const claim of CLAIMS) check(claim);
for (const line of wrong) process.stdout.write(`${line}\n`);
process.stdout.write(`${checked} claims of numbers, ${wrong.length} wrong\n`);
if (wrong.length > 0) process.exitCode = 1;

/** @param {Claim} claim */
function check({ what, says, truth, must = [], may = [] }) {
  const expected = truth();
  for (const file of [...must, ...may]) {
    const text = read(file);
    const found = (says.exec(text) ?? says.exec(unwrapped(text)))?.slice(1);
    if (found === undefined) {
      if (must.includes(file))
        wrong.push(`${file}: ${what} is no longer there; take it out of scripts/check-figures.js`);
      continue;
    }
    checked++;
    if (found.join(' ') !== expected.join(' '))
      wrong.push(`${file}: ${what} is ${found.join(', ')}, expected ${expected.join(', ')}`);
  }
}

/** Paragraphs in one line each. @param {string} text */
function unwrapped(text) {
  return text.replace(/\n(?=[^\n|#<`-])/g, ' ').replace(/ {2,}/g, ' ');
}

/** The versions that decisions name beside packages must be those that are installed. @returns {Claim[]} */
function dependencyClaims() {
  const { packages } = JSON.parse(read('package-lock.json'));
  return [
    '0005-dependencies-at-run-time',
    '0006-dependencies-for-development',
    '0062-a-queue-on-redis',
    '0063-an-http-api',
    '0075-reference-and-site',
  ].flatMap((name) =>
    tableRows(read(`docs/decisions/${name}.md`)).flatMap(([cell = '', version = '']) =>
      // A cell may hold several packages, with or without their versions; a version may have a cell of its own.
      cell.split(', ').flatMap((entry) => {
        const [, title = '', inline] = /^(\S+)(?: ([\d.]+))?/.exec(entry) ?? [];
        const installed = packages[`node_modules/${title}`]?.version;
        const said = inline ?? /^\d+(?:\.\d+)*$/.exec(version)?.[0];
        if (installed === undefined || said === undefined) return [];
        return [
          {
            what: `version of ${title}`,
            must: [`docs/decisions/${name}.md`],
            says: new RegExp(
              `${title.replace(/[/.]/g, '\\$&')}(?: \\([^)]*\\))?(?: \\| | )(${said.replaceAll('.', '\\.')})`,
            ),
            truth: () => [installed.split('.').slice(0, said.split('.').length).join('.')],
          },
        ];
      }),
    ),
  );
}

function manifests() {
  const folders = [
    '',
    ...['packages', 'apps'].flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => join(parent, name))),
  ];
  return folders.map((folder) => JSON.parse(read(join(folder, 'package.json'))));
}

function medianAgainstVvc() {
  return /[-+]\d+ %/.exec(row(section(TABLES, 'BD-rate against VVC'), '**all**')[2] ?? '')?.[0] ?? '';
}

/** The BD-rate by LPIPS that is nearest to no gain, in percent. */
function worstAgainstVvc() {
  return Math.max(
    ...column(section(TABLES, 'against the goals'), 'BD-rate, LPIPS').flatMap(
      (cell) => /^[-+]\d+(?= %)/.exec(cell)?.map(Number) ?? [],
    ),
  );
}

/** @param {number} rate kilobits per second */
function goals(rate) {
  const text = section(TABLES, 'against the goals');
  const ratios = column(text, 'ratio', rate === 5 ? 0 : 1);
  return {
    median: (ratios.at(-1) ?? '').replaceAll('*', ''),
    worst: Math.max(...ratios.slice(0, -1).map(Number).filter(Number.isFinite)).toFixed(2),
  };
}

/** @param {number} rate kilobits per second: that of the nearest encode of each clip */
function lpipsAt(rate) {
  const rates = [3, 5, 8, 12, 15];
  const near = tableRows(section(TABLES, 'Figures of this codec')).filter(([, kbps]) => {
    const distance = rates.map((one) => Math.abs(one - Number(kbps)));
    return rates[distance.indexOf(Math.min(...distance))] === rate;
  });
  return median(near.map((cells) => Number(cells[3]))).toFixed(3);
}

/** Medians of life at 8 kbit/s, VVC's, at 5 kbit/s and VVC's. @param {string} name as the columns begin */
function lifeFigures(name) {
  const life = section(TABLES, 'Life');
  return [8, 5].flatMap((rate) => {
    const table = life.slice(life.indexOf(`At ${rate} kbit/s`));
    return ['Dynamics', 'VVC'].map((codec) => (column(table, `${name}: ${codec}`).at(-1) ?? '').replaceAll('*', ''));
  });
}

/** @param {string} name */
function network(name) {
  return join(NETWORKS, `${name}.onnx`);
}

/** @param {string} file @param {RegExp} pattern */
function constant(file, pattern) {
  return Number(pattern.exec(read(file))?.[1]?.replaceAll('_', ''));
}

/** @param {number} value */
function grouped(value) {
  return value.toLocaleString('en');
}

/** @param {string} file */
function bytes(file) {
  return readFileSync(join(ROOT, file));
}

/** @param {string} file */
function read(file) {
  return bytes(file).toString('utf8');
}
