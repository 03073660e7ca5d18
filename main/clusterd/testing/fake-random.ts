import type { Random } from '../ports.ts';

/** Counts instead of guessing: `id0000000000001` … and secrets of the right length, never two alike. Those of another `name` are other ones. */
export function createFakeRandom(name = ''): Random {
  let ids = 0;
  let secrets = 0;
  return {
    id: () => `id${name}${String(++ids).padStart(14 - name.length, '0')}`,
    secret: () => `secret${name}${String(++secrets).padStart(37 - name.length, '0')}`,
  };
}
