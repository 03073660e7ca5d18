/**
 * "Who may import what" of the architecture, as data: docs/architecture.md explains it, the lint rule
 * `project/allowed-imports` and main/testing/architecture.test.ts enforce it. What a row does not list is refused.
 *
 * A file belongs to the first row one of whose `files` it matches: a path of the repository, a folder
 * ending in `/`, or the files directly in a folder (ending in `/*`).
 * `may` and `tests` (what the room's tests and `testing/` folders may import on top) hold
 * - a repository path, a folder ending in `/`, or the files directly in a folder (ending in `/*`),
 * - a package (its subpaths included), `node:*`,
 * - either of them after `type `: as a type only.
 * A file may always import the files of its own row.
 *
 * @typedef {{ readonly row: string; readonly files: readonly string[]; readonly may: readonly string[]; readonly tests?: readonly string[] }} ImportRow
 */

const testTools = ['vitest', 'fast-check', 'node:*'];
const mainTests = [...testTools, 'main/testing/'];
const mainPackages = ['zod', 'pino', 'commander', 'fastify', '@fastify/cookie', '@fastify/static', 'undici', 'axios'];
const mainRooms = [
  'main/clusterd/',
  'main/elektrad/',
  'main/adapters/',
  'main/transport/',
  'main/platform/',
  'main/backup/',
];
/** By it long work lets others have their turn, in each room that has long work. */
const pace = 'main/platform/pace.ts';
const icons = '@lucide/vue';
const virtualiser = '@tanstack/vue-virtual';

/** @type {readonly ImportRow[]} */
export const importTable = [
  { row: 'shared', files: ['shared/'], may: ['zod', 're2js'], tests: testTools },
  { row: 'main/clusterd', files: ['main/clusterd/'], may: ['shared/', 'zod'], tests: mainTests },
  {
    row: 'main/elektrad/storage',
    files: ['main/elektrad/storage/'],
    may: ['shared/', 'main/elektrad/', pace, 'lmdb', 'node:*'],
    tests: mainTests,
  },
  {
    row: 'main/elektrad',
    files: ['main/elektrad/'],
    may: ['shared/', 'main/elektrad/', pace],
    tests: mainTests,
  },
  {
    row: 'main/adapters/nedb',
    files: ['main/adapters/nedb/'],
    may: [
      'shared/',
      'type main/clusterd/ports/',
      'type main/clusterd/ports.ts',
      'main/platform/',
      'nedb-promises',
      '@seald-io/nedb',
      'node:*',
    ],
    tests: [...mainTests, 'main/clusterd/testing/'],
  },
  {
    row: 'main/adapters/elektrad-client',
    files: ['main/adapters/elektrad-client/'],
    may: [
      'shared/',
      'type main/clusterd/ports/',
      'type main/clusterd/ports.ts',
      'main/platform/',
      'undici',
      'axios',
      'node:*',
    ],
    tests: [...mainTests, 'main/clusterd/testing/'],
  },
  {
    row: 'main/adapters/secrets',
    files: ['main/adapters/secrets/'],
    may: ['shared/', 'type main/clusterd/ports/', 'type main/clusterd/ports.ts', 'main/platform/', 'keytar', 'node:*'],
    tests: [...mainTests, 'main/clusterd/testing/'],
  },
  {
    row: 'main/adapters/backup',
    files: ['main/adapters/backup/'],
    may: [
      'shared/',
      'type main/clusterd/ports/',
      'type main/clusterd/ports.ts',
      'main/platform/',
      'age-encryption',
      'zod',
      'node:*',
    ],
    tests: [...mainTests, 'main/clusterd/testing/'],
  },
  {
    row: 'main/adapters',
    files: ['main/adapters/'],
    may: ['shared/', 'type main/clusterd/ports/', 'type main/clusterd/ports.ts', 'main/platform/', 'node:*'],
    tests: [...mainTests, 'main/clusterd/testing/'],
  },
  {
    row: 'main/transport/ipc-server.ts',
    files: ['main/transport/ipc-server.ts'],
    may: [
      'shared/contract/',
      'shared/errors/',
      'shared/bridge.ts',
      'main/transport/',
      'zod',
      'node:*',
      'type electron',
    ],
  },
  {
    row: 'main/transport',
    files: ['main/transport/'],
    may: [
      'main/transport/',
      'shared/contract/',
      'shared/errors/',
      'shared/bridge.ts',
      pace,
      'zod',
      'fastify',
      '@fastify/cookie',
      '@fastify/static',
      'node:*',
    ],
    tests: mainTests,
  },
  {
    row: 'main/app',
    files: ['main/app/'],
    may: ['electron', 'electron-updater', 'shared/', 'main/platform/', 'node:*'],
    // The program whose start by Electron is tested.
    tests: [...mainTests, 'main/adapters/secrets/keychain-process.ts'],
  },
  {
    row: 'main/platform',
    files: ['main/platform/'],
    may: ['shared/contract/pace.ts', 'node:*', 'pino', 'pino-pretty'],
    tests: mainTests,
  },
  { row: 'main/launch', files: ['main/launch/'], may: ['node:*'], tests: testTools },
  {
    row: 'main/testing',
    files: ['main/testing/'],
    may: [
      ...mainRooms,
      'main/*',
      'main/cli/',
      'main/preload/',
      'shared/',
      ...mainPackages,
      'esbuild',
      'eslint/',
      ...testTools,
    ],
  },
  { row: 'main/preload', files: ['main/preload/'], may: ['electron', 'shared/bridge.ts'], tests: testTools },
  {
    // What the desktop application consists of that needs no Electron.
    row: 'main/desktop',
    files: ['main/desktop/'],
    may: [...mainRooms, 'main/*', 'main/cli/', 'shared/', ...mainPackages, 'node:*'],
    tests: mainTests,
  },
  {
    row: 'main/desktop.ts',
    files: ['main/desktop.ts', 'main/connect-window.ts'],
    may: [
      ...mainRooms,
      'main/*',
      'main/cli/',
      'main/desktop/',
      'main/app/',
      'electron',
      'shared/',
      ...mainPackages,
      'node:*',
    ],
  },
  {
    // headless.ts, cli.ts and what they consist of
    row: 'main',
    files: ['main/*', 'main/cli/', 'main/backup/'],
    may: [...mainRooms, 'shared/', ...mainPackages, 'node:*', 'package.json'],
    tests: mainTests,
  },
  {
    row: 'renderer/components',
    files: ['renderer/components/'],
    may: ['vue', 'vue-i18n', 'reka-ui', icons, virtualiser, 'renderer/styles/', 'shared/model/'],
    tests: [...testTools, '@vue/test-utils', 'renderer/locales/', 'renderer/testing/'],
  },
  {
    row: 'renderer',
    files: ['renderer/'],
    may: ['renderer/', 'shared/', 'vue', 'pinia', 'vue-router', 'vue-i18n', 'reka-ui', icons, virtualiser, 'zod'],
    tests: [...testTools, '@vue/test-utils'],
  },
  {
    row: 'e2e/bench',
    files: ['e2e/bench/'],
    may: [
      'e2e/',
      '@playwright/test',
      'playwright',
      '@axe-core/playwright',
      'node:*',
      'shared/',
      'fastify',
      'undici',
      'lmdb',
      'electron',
    ],
    tests: testTools,
  },
  {
    row: 'e2e/package',
    files: ['e2e/package/'],
    may: ['e2e/fixtures/', '@electron/asar', 'node:*', 'zod'],
    tests: testTools,
  },
  {
    row: 'e2e',
    files: ['e2e/'],
    may: ['@playwright/test', 'playwright', '@axe-core/playwright', 'node:*', 'shared/'],
    tests: testTools,
  },
  {
    row: 'configuration',
    files: ['eslint/', 'eslint.config.js', 'vite.config.ts', 'vitest.config.ts', 'playwright.config.ts'],
    may: [
      '@eslint/js',
      '@intlify/eslint-plugin-vue-i18n',
      '@playwright/test',
      '@vitejs/plugin-vue',
      'e2e/',
      'eslint',
      'eslint-config-prettier',
      'eslint-plugin-vue',
      'node:*',
      'typescript',
      'typescript-eslint',
      'vite',
      'vitest',
      'vue',
    ],
  },
];
