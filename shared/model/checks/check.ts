import type { Metadata } from '../key.ts';
import type { CompilePattern } from '../pattern.ts';

/** A value that is to be stored, the key it is for, and all metadata that applies to that key. */
export interface CheckedKey {
  readonly name: string;
  readonly value: string;
  readonly meta: Metadata;
}

/** Why Elektra would refuse it. `syntactic`: the check itself or the value cannot be read; `semantic`: it can, and does not fit. */
export interface Rejection {
  readonly kind: 'semantic' | 'syntactic';
  readonly reason: string;
}

/**
 * Null: nothing against it, or only the host can say. A check whose metakey is not there has nothing against anything, and none refuses what libelektra
 * takes. `compile` is for regular expressions; without it, what needs them is left to the host.
 */
export type Check = (key: CheckedKey, compile?: CompilePattern) => Rejection | null;

export function semantic(reason: string): Rejection {
  return { kind: 'semantic', reason };
}

export function syntactic(reason: string): Rejection {
  return { kind: 'syntactic', reason };
}
