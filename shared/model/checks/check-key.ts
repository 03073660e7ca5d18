import type { CompilePattern } from '../pattern.ts';
import { normalBoolean } from './boolean.ts';
import { checkAddress } from './check-address.ts';
import { checkArray } from './check-array.ts';
import { checkBlacklist } from './check-blacklist.ts';
import { checkColor } from './check-color.ts';
import { checkDate } from './check-date.ts';
import { checkEmail } from './check-email.ts';
import { checkLength } from './check-length.ts';
import { checkMacAddress } from './check-mac-address.ts';
import { checkPath } from './check-path.ts';
import { checkPort } from './check-port.ts';
import { checkRange } from './check-range.ts';
import { checkType } from './check-type.ts';
import { checkUnit } from './check-unit.ts';
import { checkValidation } from './check-validation.ts';
import type { Check, CheckedKey, Rejection } from './check.ts';
import { valueType } from './value-type.ts';

/**
 * All checks, in the order in which they speak. A further one is one file and one line here. `check/reference` needs the other keys and `check/condition`
 * an evaluation of them: only the host decides these.
 */
const CHECKS: readonly Check[] = [
  checkType,
  checkRange,
  checkValidation,
  checkLength,
  checkAddress,
  checkPort,
  checkMacAddress,
  checkEmail,
  checkColor,
  checkUnit,
  checkDate,
  checkPath,
  checkBlacklist,
  checkArray,
];

export type Checked =
  | { readonly ok: true; /** What is stored: the value, or its normal form. */ readonly value: string }
  | { readonly ok: false; readonly rejection: Rejection };

/**
 * Checks a value against the metadata that applies to its key.
 * @param compile `compilePattern`; while it is not there (the interface loads it when it is needed), `check/validation` refuses nothing
 */
export function checkKey(key: CheckedKey, compile?: CompilePattern): Checked {
  for (const check of CHECKS) {
    const rejection = check(key, compile);
    if (rejection !== null) return { ok: false, rejection };
  }
  const boolean = valueType(key.meta) === 'boolean' ? normalBoolean(key.value, key.meta) : null;
  return { ok: true, value: boolean ?? key.value };
}
