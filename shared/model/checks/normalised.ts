import type { Metadata } from '../key.ts';

/** libelektra keeps in `origvalue` what the user wrote while it hands out a normal form; then the value itself says nothing about what is stored. */
export function isNormalised(meta: Metadata): boolean {
  return meta['origvalue'] !== undefined;
}
