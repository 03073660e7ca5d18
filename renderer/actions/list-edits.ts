import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ListItem } from '../stores/list-draft.ts';
import { planList } from './list-plan.ts';
import type { ListReading } from './read-list.ts';

/** An edited list as edits of the cluster that sets the array. */
export function listEdits(before: ListReading, items: readonly ListItem[]): readonly ClusterEdit[] {
  const { key, value = null, meta } = before.array;
  const { writes, last, stale, superfluous } = planList(before, items);
  const array = { kind: 'set', key, value, meta: { array: last } } as const;
  return [
    ...(meta['array'] === last ? [] : [array]),
    ...writes.map((write) => ({ kind: 'set', ...write }) as const),
    ...stale.map(({ key: name, metakeys }) => {
      const removed = metakeys.map((metakey) => ({ key: metakey, value: null }));
      return { kind: 'meta', key: name, meta: removed, keep: false } as const;
    }),
    ...superfluous.map((name) => ({ kind: 'remove', key: name, keep: false }) as const),
  ];
}
