import type { Metadata } from '../key.ts';

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

/** Null: nothing against it. A check whose metakey is not there has nothing against anything. */
export type Check = (key: CheckedKey) => Rejection | null;

export function semantic(reason: string): Rejection {
  return { kind: 'semantic', reason };
}

export function syntactic(reason: string): Rejection {
  return { kind: 'syntactic', reason };
}
