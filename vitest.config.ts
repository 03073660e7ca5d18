import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const faultTests = '**/*.fault.test.ts';
// For what hangs only: how fast a machine is, is no property of the product.
const patience = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 120_000 } } };

export default defineConfig({
  test: {
    // One less than there are cores would be one of two.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          environment: 'node',
          // Nothing here keeps state in a module, so files need no process of their own; three of four seconds went into those.
          isolate: false,
          include: ['{shared,main}/**/*.test.ts'],
          exclude: [faultTests],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [vue()],
        test: {
          ...patience,
          name: 'renderer',
          environment: 'jsdom',
          // A page of its own for each file cost three times what the tests themselves do.
          isolate: false,
          include: ['renderer/**/*.test.ts'],
          exclude: [faultTests],
          setupFiles: ['renderer/testing/share-process.ts', 'renderer/testing/fail-on-warning.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...patience,
          name: 'fault',
          environment: 'node',
          include: [`{shared,main,e2e}/${faultTests}`],
          // One more than are busy on two cores: some of these tests wait most of their time.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
