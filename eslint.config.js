import tseslint from 'typescript-eslint';
import { importOrder } from './scripts/lint/import-order.js';
import { sameEverywhere } from './scripts/lint/same-everywhere.js';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'packages/models/neural/',
      'packages/codec/core-globals.d.ts',
      'packages/codec/kernels/',
      'scratch/',
      'artifacts/',
      'coverage/',
      'demo-output/',
      // Their own compilers check them.
      'examples/{react,vue,svelte,next}/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylistic,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
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
  {
    files: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { workspace: { rules: { 'import-order': importOrder } } },
    rules: { 'workspace/import-order': 'error' },
  },
  {
    files: ['packages/codec/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      // Globals of Node and browsers are errors of the compiler here: see packages/codec/core-globals.d.ts.
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^[^.]', message: 'The core has no dependencies and runs anywhere: inject what differs.' },
          ],
        },
      ],
    },
  },
  {
    // What decoders run. What only encoders run may use whatever function an engine has.
    files: ['packages/codec/src/**/*.ts'],
    ignores: [
      '**/*.test.ts',
      'packages/codec/src/{encoder,source}/**',
      'packages/codec/src/motion/{dis,flow}/**',
      'packages/codec/src/motion/transform/modal-basis.ts',
      'packages/codec/src/motion/tokens/map-error.ts',
    ],
    rules: {
      'no-restricted-properties': ['error', ...sameEverywhere.properties],
      'no-restricted-syntax': ['error', ...sameEverywhere.syntax],
    },
  },
  {
    files: [
      'packages/node/src/cli/**',
      'packages/bench/src/cli/**',
      'packages/*/{benches,scripts}/**',
      'apps/*/*.js',
      'scripts/**',
      'samples/**',
      'lab/**',
      'examples/**',
    ],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.js', 'bin/dync'], ...tseslint.configs.disableTypeChecked },
);
