import type { KeyReading } from '../ports.ts';

/** The reading of a key that is not there. */
export function missing(name: string): KeyReading {
  return { name, exists: false, meta: {} };
}
