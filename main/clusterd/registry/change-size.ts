import type { Metadata } from '#shared/model/key.ts';
import type { ChangedKey, ClusterChange } from './change-records.ts';

/** What the names of fields, numbers and signs of one entry take, about. */
const AROUND = 60;

/** Characters that a key of a change takes in the store, about. */
export function sizeOfKey({ key, before, after }: ChangedKey): number {
  return key.length + AROUND + sizeOfContent(before) + sizeOfContent(after);
}

/** Characters that a change of clusters takes in the store, about. */
export function sizeOfClusterChange({ effects, before }: ClusterChange): number {
  const settings = [...effects.settings, ...before.settings].reduce(
    (size, setting) => size + setting.key.length + 2 * AROUND + sizeOfContent(setting),
    0,
  );
  const keys = [...effects.tombstones, ...effects.goneSettings, ...effects.goneTombstones];
  const others = effects.clusters.length + before.clusters.length + effects.places.length + before.places.length;
  return settings + keys.reduce((size, { key }) => size + key.length + AROUND, 0) + others * 2 * AROUND;
}

function sizeOfContent(content: { readonly value: string | null; readonly meta: Metadata } | null): number {
  if (content === null) return 0;
  let size = content.value?.length ?? 0;
  for (const metakey in content.meta) size += metakey.length + (content.meta[metakey]?.length ?? 0) + 6;
  return size;
}
