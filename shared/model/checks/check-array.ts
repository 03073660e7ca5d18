import { arrayIndexOf } from '../array-part.ts';
import { semantic, type Check } from './check.ts';

/**
 * `array` (the last element, empty: none) between `array/min` and `array/max`, which are elements as well. Words: libelektra's `spec` plugin
 * (validateArraySize in spec.c). What is no element refuses nothing.
 */
export const checkArray: Check = ({ name, meta }) => {
  const last = meta['array'];
  if (last === undefined) return null;
  const size = sizeOf(last);
  const min = sizeOf(meta['array/min']);
  const max = sizeOf(meta['array/max']);
  if (size === null || ((min === null || size >= min) && (max === null || size <= max))) return null;
  return semantic(
    `${name} has invalid number of members: ${last}. Expected: ${meta['array/min'] ?? ''} - ${meta['array/max'] ?? ''}`,
  );
};

/** How many elements there are when this is the last one; null when it is none. */
function sizeOf(last: string | undefined): bigint | null {
  if (last === '') return 0n;
  const index = last === undefined ? null : arrayIndexOf(last);
  return index === null ? null : index + 1n;
}
