import type { Random } from '../ports.ts';

/** Counts instead of guessing: `id0000000000001` … and secrets of the right length, never two alike. */
export function createFakeRandom(): Random {
  let ids = 0;
  let secrets = 0;
  return {
    id: () => `id${String(++ids).padStart(14, '0')}`,
    secret: () => `secret${String(++secrets).padStart(37, '0')}`,
  };
}
