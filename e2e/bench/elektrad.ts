import { createCleanup } from '../fixtures/cleanup.ts';
import { compareAnswers, comparePaces, compareSlopes } from './elektrad/compare.ts';
import { startPair, type Pair } from './elektrad/pair.ts';
import type { Bench, Line } from './harness/bench.ts';

const SIZES = [10, 10_000, 100_000];

/**
 * Our elektrad with few and with many keys, against a bare program that answers the same bytes, appends durably, and tries an expression on a list; and
 * against itself with fewer keys, where its work must not grow or grow only with its result.
 */
export const elektrad: Bench = {
  name: 'elektrad',
  async run() {
    const cleanup = createCleanup();
    try {
      const lines: Line[] = [];
      const pairs: Pair[] = [];
      for (const size of SIZES) {
        const pair = await startPair(size, cleanup);
        pairs.push(pair);
        lines.push(...(await compareAnswers(pair)));
      }
      const [few, many, most] = pairs as [Pair, Pair, Pair];
      lines.push(...(await compareSlopes(few, many, most)), ...(await comparePaces(most)));
      return lines;
    } finally {
      await cleanup.run();
    }
  },
};
