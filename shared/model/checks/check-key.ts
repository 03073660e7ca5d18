import { normalBoolean } from './boolean.ts';
import { checkRange } from './check-range.ts';
import { checkType } from './check-type.ts';
import type { Check, CheckedKey, Rejection } from './check.ts';
import { valueType } from './value-type.ts';

/** All checks, in the order in which they speak. A further one is one file and one line here. */
const CHECKS: readonly Check[] = [checkType, checkRange];

export type Checked =
  | { readonly ok: true; /** What is stored: the value, or its normal form. */ readonly value: string }
  | { readonly ok: false; readonly rejection: Rejection };

/** Checks a value against the metadata that applies to its key. */
export function checkKey(key: CheckedKey): Checked {
  for (const check of CHECKS) {
    const rejection = check(key);
    if (rejection !== null) return { ok: false, rejection };
  }
  const boolean = valueType(key.meta) === 'boolean' ? normalBoolean(key.value, key.meta) : null;
  return { ok: true, value: boolean ?? key.value };
}
