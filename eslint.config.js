import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The layers of the codec, lowest first; each may import only itself and those before it. */
const LAYERS = [
  'picture',
  'bitstream',
  'key',
  'motion',
  'generator',
  'render',
  'codec',
  'media',
  'metrics',
  'bench',
  'cli',
  'player',
  'studio',
];
/** Layers that run unchanged in Node and in a browser. */
const CORE_LAYERS = ['picture', 'bitstream', 'key', 'motion', 'generator', 'render', 'codec'];
/** Skins, never imported by another layer, but for the studio, which plays its results in the player. */
const SKINS = ['cli', 'studio', 'player'];

/**
 * @param {string} layer
 * @returns {string[]} layers that `layer` must not import
 */
function forbiddenFor(layer) {
  const later = LAYERS.slice(LAYERS.indexOf(layer) + 1);
  const shown = layer === 'studio' ? ['player'] : [];
  const skins = SKINS.filter(
    (skin) => skin !== layer && !shown.includes(skin) && LAYERS.indexOf(skin) < LAYERS.indexOf(layer),
  );
  return [...later, ...skins];
}

const layerRules = LAYERS.map((layer) => ({
  files: [`src/${layer}/**/*.ts`],
  ignores: ['**/*.test.ts', '**/*.bench.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: forbiddenFor(layer).flatMap((name) => [`**/${name}/**`, `dynamics-codec/${name}`]),
            message: `The layer '${layer}' may import only the layers before it (see docs/architecture.md).`,
          },
          ...(CORE_LAYERS.includes(layer)
            ? [
                {
                  group: ['node:*', 'sharp', 'node-av', 'node-av/*', 'mediabunny', '@mediabunny/*'],
                  message: 'Core layers run unchanged in Node and the browser: inject what differs.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'scratch/', 'artifacts/', 'coverage/', 'demo-output/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylistic,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/dot-notation': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...layerRules,
  { files: ['src/cli/**', 'scripts/**', 'bench/**', 'samples/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', 'bin/dync'], ...tseslint.configs.disableTypeChecked },
);
