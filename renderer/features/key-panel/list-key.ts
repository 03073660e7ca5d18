import { isBinary, isSecret, type KeyState } from '#shared/model/key.ts';
import type { ListReading } from '../../actions/read-list.ts';
import { LIST_LIMIT } from '../../actions/read-list.ts';
import { isRemoveRestricted, isWriteRestricted } from './value-type.ts';

/** Whether a key stands for a list. In `spec:/` the metadata speak of lists elsewhere. */
export function isListKey({ key, meta }: KeyState): boolean {
  return meta['array'] !== undefined && !key.startsWith('spec:/');
}

export type FixedList = 'role' | 'many' | 'nested' | 'restricted' | 'opaque';

/** Why a list is not edited as one; null when it is. */
export function fixedList({ array, elements, count, isNested }: ListReading, mayWrite: boolean): FixedList | null {
  if (count > LIST_LIMIT) return 'many';
  if (isNested) return 'nested';
  if (!mayWrite) return 'role';
  if (elements.some(({ meta, value }) => isSecret(meta) || isBinary(meta) || value === undefined)) return 'opaque';
  const all = [array, ...elements].map(({ meta }) => meta);
  return all.some((meta) => isWriteRestricted(meta) || isRemoveRestricted(meta)) ? 'restricted' : null;
}
