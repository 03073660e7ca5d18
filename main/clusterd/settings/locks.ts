import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isStoredNamespace, namespaceOf, type StoredNamespace } from '#shared/model/namespace.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import type { DeliveryRecord, SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createKeyNames } from './key-names.ts';
import { stillCounts } from './tombstones.ts';
import { wayOf, type Step } from './tree.ts';

/** What is about to be done to a key of an instance: its value (or the key itself made), it and all below it, or these metakeys. */
export interface LockedAct {
  readonly key: string;
  readonly what: 'value' | 'subtree' | { readonly metakeys: readonly string[] };
}

/** What the clusters of an instance keep it from changing. Costs what the tree is deep, not how much is set. */
export interface Locks {
  /** What locks a key, the strongest first: all of it, or some metakeys. null: all of it can be changed. */
  of(instanceId: string, key: string): KeyLock | null;
  /** Any lock at the key or below it, whether or not such a key is there now. */
  below(instanceId: string, key: string): KeyLock | null;
  /** To be called inside the instance's turn, with all that is to be done. @throws ElektraError KEY_LOCKED */
  refuse(instanceId: string, acts: readonly LockedAct[]): void;
}

/** In which namespaces a key that a cluster sets would be hidden by one of the same path, by namespace of the hiding one. */
const HIDDEN_BY: Readonly<Record<StoredNamespace, readonly StoredNamespace[]>> = {
  spec: [],
  dir: ['user', 'system'],
  user: ['system'],
  system: [],
};

/** Where a look-up is made: the clusters of an instance, and how far its deliveries are. */
interface Place {
  readonly way: readonly Step[];
  delivery(): DeliveryRecord;
}

export function createLocks(view: ClusterView, recordOf: (instanceId: string) => DeliveryRecord): Locks {
  const names = createKeyNames(view);
  const placeOf = (instanceId: string): Place => ({
    way: wayOf(view, instanceId),
    delivery: () => recordOf(instanceId),
  });

  function wholeAt({ way, delivery }: Place, key: string): KeyLock | null {
    for (const { cluster } of way) {
      const setting = view.settings(cluster.id).get(key);
      if (setting === undefined) continue;
      // What is set, be it metadata alone, is not removed, whatever a cluster above was about to do.
      return setting.value === null ? null : lockOf(cluster.name, setting, null, false);
    }
    for (const { cluster, since } of way) {
      const tombstone = view.tombstones(cluster.id).get(key);
      if (tombstone === undefined || tombstone.whole === null) continue;
      if (stillCounts(tombstone.whole, key, since, delivery())) return lockOf(cluster.name, tombstone, null, true);
    }
    return null;
  }

  /** Locks of metakeys alone, or of those that come with a value. */
  function* metakeysAt({ way, delivery }: Place, key: string): Iterable<readonly [readonly string[], KeyLock]> {
    for (const { cluster, since } of way) {
      const setting = view.settings(cluster.id).get(key);
      if (setting !== undefined) {
        const set = Object.keys(setting.meta);
        yield [set, lockOf(cluster.name, setting, setting.value === null ? set : null, false)];
      }
      const tombstone = view.tombstones(cluster.id).get(key);
      if (tombstone === undefined) continue;
      const gone = Object.entries(tombstone.metakeys)
        .filter(([, number]) => stillCounts(number, key, since, delivery()))
        .map(([metakey]) => metakey);
      yield [gone, lockOf(cluster.name, tombstone, gone, true)];
    }
  }

  function valueLock(place: Place, key: string): KeyLock | null {
    for (const each of [key, ...hiddenBy(key)]) {
      const lock = wholeAt(place, each);
      if (lock !== null) return lock;
    }
    return null;
  }

  function metakeyLock(place: Place, key: string, wanted: (metakey: string) => boolean): KeyLock | null {
    for (const [metakeys, lock] of metakeysAt(place, key)) if (metakeys.some(wanted)) return lock;
    return null;
  }

  const at = (place: Place, key: string) => valueLock(place, key) ?? metakeyLock(place, key, () => true);

  function belowIn(place: Place, key: string): KeyLock | null {
    const own = at(place, key);
    if (own !== null) return own;
    for (const { cluster } of place.way) {
      for (const name of names.below(cluster.id, key)) {
        const lock = wholeAt(place, name) ?? metakeyLock(place, name, () => true);
        if (lock !== null) return lock;
      }
      for (const root of hiddenBy(key)) {
        for (const name of names.wholeBelow(cluster.id, root)) {
          const lock = wholeAt(place, name);
          if (lock !== null) return lock;
        }
      }
    }
    return null;
  }

  function lockedFor(place: Place, { key, what }: LockedAct): KeyLock | null {
    if (what === 'value') return valueLock(place, key);
    if (what === 'subtree') return belowIn(place, key);
    return metakeyLock(place, key, (metakey) => what.metakeys.includes(metakey));
  }

  return {
    of: (instanceId, key) => at(placeOf(instanceId), key),
    below: (instanceId, key) => belowIn(placeOf(instanceId), key),
    refuse(instanceId, acts) {
      const place = placeOf(instanceId);
      if (place.way.length === 0) return;
      for (const act of acts) {
        const lock = lockedFor(place, act);
        if (lock !== null) throw locked(act.key, lock);
      }
    },
  };
}

/** The names that a key of this name would hide. */
function hiddenBy(key: string): readonly string[] {
  const namespace = namespaceOf(key);
  if (!isStoredNamespace(namespace)) return [];
  const path = key.slice(namespace.length);
  return HIDDEN_BY[namespace].map((each) => each + path);
}

function lockOf(
  clusterName: string,
  { clusterId, key, by, at }: SettingRecord | TombstoneRecord,
  metakeys: readonly string[] | null,
  removing: boolean,
): KeyLock {
  return { clusterId, clusterName, key, metakeys: metakeys === null ? null : [...metakeys], by, at, removing };
}

function locked(key: string, lock: KeyLock): ElektraError {
  const which = lock.key === key ? key : `${lock.key}, which stands against ${key}`;
  const what = lock.metakeys === null || lock.metakeys.length === 0 ? '' : `${lock.metakeys.join(', ')} of `;
  const does = lock.removing ? 'is removing' : 'sets';
  const when = new Date(lock.at).toISOString();
  const message = `The cluster ${lock.clusterName} ${does} ${what}${which} (${lock.by}, ${when}). Change it there, or take the instance out of the cluster.`;
  return new ElektraError('KEY_LOCKED', message, { data: lock });
}
