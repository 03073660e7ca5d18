import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Plan } from '#shared/clusterd/plans.ts';
import { isSecret, type Metadata } from '#shared/model/key.ts';

/** Keys whose values are for nobody who looks on: the edits make them secret, an instance or the cluster (`metaOf`) has them as that. */
export function secretKeys(
  edits: readonly ClusterEdit[],
  plan: Pick<Plan, 'groups'> | null,
  metaOf: (key: string) => Metadata,
): ReadonlySet<string> {
  const edited = edits.flatMap((edit) => (edit.kind === 'set' ? [{ key: edit.key, metas: [edit.meta ?? {}] }] : []));
  const planned = (plan?.groups ?? []).flatMap(({ changes }) =>
    changes.map(({ key, before, after }) => ({ key, metas: [before?.meta ?? {}, after?.meta ?? {}] })),
  );
  const all = [...edited, ...planned];
  return new Set(all.flatMap(({ key, metas }) => ([...metas, metaOf(key)].some(isSecret) ? [key] : [])));
}
