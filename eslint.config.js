import eslint from '@eslint/js';
import vueI18n from '@intlify/eslint-plugin-vue-i18n';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { allowedImports } from './eslint/rules/allowed-imports.mjs';
import { fileName } from './eslint/rules/file-name.mjs';
import { scriptParser } from './eslint/script-parser.mjs';

const typed = ['shared/**/*.ts', 'main/**/*.ts', 'renderer/**/*.ts', 'renderer/**/*.vue', 'e2e/**/*.ts'];
const tests = ['**/*.test.ts', '**/*.spec.ts', '**/testing/**'];
const service = { projectService: true, tsconfigRootDir: import.meta.dirname };
const componentParser = vue.configs['flat/base'].find(({ languageOptions }) => languageOptions?.parser).languageOptions
  .parser;
const componentScripts = scriptParser(join(import.meta.dirname, 'renderer', 'tsconfig.json'), componentParser);

export default tseslint.config(
  { ignores: ['dist/', 'release/', 'coverage/', 'test-results/', 'playwright-report/', 'docs/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  eslint.configs.recommended,
  {
    files: typed,
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: service },
  },
  {
    // Two programs share this folder: the rules see tests with the one that knows node.
    files: ['shared/**/*.test.ts', 'shared/**/testing/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './shared/tsconfig.test.json' } },
  },
  {
    files: ['*.ts'],
    extends: [...tseslint.configs.recommended],
  },
  {
    files: ['renderer/**/*.vue'],
    extends: [...vue.configs['flat/recommended'], ...vueI18n.configs.base],
    languageOptions: {
      parserOptions: { ...service, extraFileExtensions: ['.vue'], parser: componentScripts },
    },
    settings: { 'vue-i18n': { messageSyntaxVersion: '^11.0.0' } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      'vue/no-undef-properties': 'off',
      '@intlify/vue-i18n/no-v-html': 'error',
      '@intlify/vue-i18n/no-raw-text': [
        'error',
        {
          attributes: {
            '/.+/': [
              'title',
              'aria-label',
              'aria-description',
              'aria-placeholder',
              'aria-roledescription',
              'label',
              'placeholder',
              'alt',
              'description',
              'text',
              'hint',
            ],
          },
          // Commands and keys are the same in every language.
          ignoreNodes: ['code', 'kbd'],
          ignorePattern: '^[\\s\\d.,:;/|()\\[\\]{}<>+\\-−–—·•…→←↑↓×=%#*"\'!?&]+$',
        },
      ],
      'no-undef': 'off',
      // The linter knows neither template references nor what other components expose; vue-tsc does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{ts,vue,mjs,js}'],
    plugins: { project: { rules: { 'allowed-imports': allowedImports, 'file-name': fileName } } },
    rules: {
      'project/allowed-imports': 'error',
      'project/file-name': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      'object-shorthand': 'error',
      'prefer-template': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: typed,
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-invalid-void-type': [
        'error',
        { allowAsThisParameter: true, allowInGenericTypeArguments: true },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Objects of ours are made by factories and know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An operation's handler is async by contract, also when it has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAnyKeyword',
          message: 'Parse the value or give it its type; `as any` hides a defect.',
        },
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'Parse the value; `as unknown as` hides a defect.',
        },
      ],
    },
  },
  { files: ['renderer/**/*.vue'], rules: { 'max-lines': ['error', { max: 200 }], 'no-restricted-exports': 'off' } },
  {
    files: tests,
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // vitest's asymmetric matchers are typed loosely by design.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['**/*.test-d.ts'], rules: { '@typescript-eslint/ban-ts-comment': 'off' } },
  { files: ['*.config.{js,ts}', '**/*.d.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['main/launch/**', 'main/cli.ts', 'main/cli/**', 'e2e/bench/**', 'renderer/testing/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  prettier,
);
