import type { Instance } from '#shared/model/instance.ts';
import { NO_FLEET, type FleetCounts } from '#shared/desktop/fleet-counts.ts';

/** What is remembered of an instance. */
export interface Row {
  readonly name: string;
  readonly state: Instance['seen']['state'];
  readonly pending: number;
  readonly drifted: number;
  readonly rejected: number;
}

/** The fleet in rows and figures; each change costs the same, however many instances there are. */
export interface FleetTally {
  counts(): FleetCounts;
  /** Returns what was known of it. */
  put(instance: Instance): Row | undefined;
  remove(id: string): void;
  /** These are all of them. `changed` is told of each that was known and is another one now. */
  replace(instances: readonly Instance[], changed: (instance: Instance, before: Row) => void): void;
  clear(): void;
}

export function createFleetTally(): FleetTally {
  const rows = new Map<string, Row>();
  let counts = NO_FLEET;

  function put(instance: Instance): Row | undefined {
    const before = rows.get(instance.id);
    const row = rowOf(instance);
    rows.set(instance.id, row);
    if (before !== undefined) counts = plus(counts, before, -1);
    counts = plus(counts, row, 1);
    return before;
  }

  function remove(id: string): void {
    const row = rows.get(id);
    if (row === undefined) return;
    rows.delete(id);
    counts = plus(counts, row, -1);
  }

  return {
    counts: () => counts,
    put,
    remove,
    replace(instances, changed) {
      const ids = new Set<string>(instances.map(({ id }) => id));
      for (const id of [...rows.keys()]) if (!ids.has(id)) remove(id);
      for (const instance of instances) {
        const before = put(instance);
        if (before !== undefined) changed(instance, before);
      }
    },
    clear() {
      rows.clear();
      counts = NO_FLEET;
    },
  };
}

function rowOf({ name, seen, delivery }: Instance): Row {
  const { pending, drifted, rejected } = delivery;
  return { name, state: seen.state, pending, drifted, rejected };
}

function plus(counts: FleetCounts, row: Row, sign: 1 | -1): FleetCounts {
  const one = (isSo: boolean): number => (isSo ? sign : 0);
  return {
    instances: counts.instances + sign,
    online: counts.online + one(row.state === 'online'),
    offline: counts.offline + one(row.state === 'offline'),
    pending: counts.pending + sign * row.pending,
    pendingInstances: counts.pendingInstances + one(row.pending > 0),
    drifted: counts.drifted + one(row.drifted > 0),
    rejected: counts.rejected + one(row.rejected > 0),
  };
}
