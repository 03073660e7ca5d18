import type { Clock, Log } from '../ports.ts';
import { NO_EFFECTS, type Effects, type TombstoneRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import type { DeliveryBook } from './delivery-book.ts';
import { instancesAt } from './reached-by.ts';

/** How often it is looked whether removals have reached everybody, in milliseconds. */
const EVERY_MS = 60_000;

/** Forgets removals that every member has applied. Costs nothing while there are none. Returns how to stop. */
export function startPruning(
  registry: Registry,
  book: Pick<DeliveryBook, 'record'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): () => void {
  const { clusters: view, changes } = registry;
  let stop: (() => void) | null = null;

  const wind = (): void => {
    stop ??= clock.after(EVERY_MS, prune);
  };

  function prune(): void {
    stop = null;
    const clusterIds = [...view.clusterIds()].filter((id) => view.tombstones(id).size > 0);
    if (clusterIds.length === 0) return;
    wind();
    if (reachedAll(clusterIds).length === 0) return;
    const act = { act: 'tombstones.prune', clusterId: null, by: 'clusterd', note: null };
    const effects = (): Effects | null => {
      const goneTombstones = reachedAll(clusterIds).map(({ clusterId, key }) => ({ clusterId, key }));
      return goneTombstones.length === 0 ? null : { ...NO_EFFECTS, goneTombstones };
    };
    changes.commit({ ...act, effects }).catch((error: unknown) => {
      log.warn({ err: error }, 'removals that reached everybody could not be forgotten; it is tried again');
    });
  }

  function reachedAll(clusterIds: readonly string[]): readonly TombstoneRecord[] {
    return clusterIds.flatMap((clusterId) => {
      let confirmed = Infinity;
      const refused = new Set<string>();
      for (const id of instancesAt(view, [clusterId], [])) {
        const record = book.record(id);
        confirmed = Math.min(confirmed, record.confirmed);
        for (const key of Object.keys(record.rejected)) refused.add(key);
      }
      return [...view.tombstones(clusterId).values()].filter(
        ({ key, whole, metakeys }) =>
          Math.max(whole ?? 0, ...Object.values(metakeys)) <= confirmed && !refused.has(key),
      );
    });
  }

  changes.onCommit(({ effects }) => {
    if (effects.tombstones.length > 0) wind();
  });
  if ([...view.clusterIds()].some((id) => view.tombstones(id).size > 0)) wind();
  return () => stop?.();
}
