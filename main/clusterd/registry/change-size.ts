import type { Metadata } from '#shared/model/key.ts';
import type { ChangedKey, ClusterChange } from './change-records.ts';
import type { Effects } from './cluster-records.ts';

/** What the names of fields, numbers and signs of one entry take, about. */
const AROUND = 60;

/** Characters that a key of a change takes in the store, about. */
export function sizeOfKey({ key, before, after }: ChangedKey): number {
  return key.length + AROUND + sizeOfContent(before) + sizeOfContent(after);
}

/** Characters that a change of clusters takes in the store, about. */
export function sizeOfClusterChange({ effects, before }: ClusterChange): number {
  let size = 0;
  for (const records of [...Object.values(effects), ...Object.values(before)]) {
    for (const record of records) size += sizeOfRecord(record);
  }
  return size;
}

/** Characters that one of its records takes, about. */
export function sizeOfRecord(record: Effects[keyof Effects][number]): number {
  if (typeof record === 'string') return record.length;
  if ('meta' in record) return record.key.length + 2 * AROUND + sizeOfContent(record);
  return 'key' in record ? record.key.length + AROUND : 2 * AROUND;
}

function sizeOfContent(content: { readonly value: string | null; readonly meta: Metadata } | null): number {
  if (content === null) return 0;
  let size = content.value?.length ?? 0;
  for (const metakey in content.meta) size += metakey.length + (content.meta[metakey]?.length ?? 0) + 6;
  return size;
}
