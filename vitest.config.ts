import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const faultTests = '**/*.fault.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{shared,main}/**/*.test.ts'],
          exclude: [faultTests],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts'],
          exclude: [faultTests],
          setupFiles: ['renderer/testing/fail-on-warning.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'fault',
          environment: 'node',
          include: [`{shared,main,e2e}/${faultTests}`],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
