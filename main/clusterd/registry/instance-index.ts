import type { Collection } from './collection.ts';
import { createInstanceOrder, type InstanceOrder } from './instance-order.ts';
import type { InstanceRecord } from './records.ts';

/** What can be asked of the instances without walking over all of them. */
export interface InstanceIndex {
  /** The instance at this canonical host. */
  atHost(canonicalHost: string): InstanceRecord | undefined;
  /** The instance whose elektrad was last seen with this id of its own. */
  ofElektrad(elektradId: string): InstanceRecord | undefined;
  /** The instance whose marker names this database; none that only shares it. */
  ofDatabase(database: string): InstanceRecord | undefined;
  readonly order: InstanceOrder;
}

export function createInstanceIndex(instances: Collection<InstanceRecord>): InstanceIndex {
  const hosts = new Map<string, string>();
  const elektrads = new Map<string, string>();
  const databases = new Map<string, string>();

  /** Most changes are of something else. */
  const isFound = ({ id, canonicalHost, seen, marker }: InstanceRecord): boolean =>
    hosts.get(canonicalHost) === id &&
    (seen.elektradId === null || elektrads.get(seen.elektradId) === id) &&
    (marker.database === null || databases.get(marker.database) === id);

  instances.watch((before, after) => {
    if (before !== undefined && after !== undefined && isSoughtAlike(before, after) && isFound(after)) return;
    if (before !== undefined) {
      if (hosts.get(before.canonicalHost) === before.id) hosts.delete(before.canonicalHost);
      const known = before.seen.elektradId;
      if (known !== null && elektrads.get(known) === before.id) elektrads.delete(known);
      const database = ownDatabase(before);
      if (database !== null && databases.get(database) === before.id) databases.delete(database);
    }
    if (after !== undefined) {
      hosts.set(after.canonicalHost, after.id);
      if (after.seen.elektradId !== null) elektrads.set(after.seen.elektradId, after.id);
      const database = ownDatabase(after);
      // One that shared it before it was moved does not take it from the one whose it is.
      const isFirst = database !== null && (!databases.has(database) || after.identity.state === 'proven');
      if (isFirst) databases.set(database, after.id);
    }
  });

  const at = (id: string | undefined): InstanceRecord | undefined => (id === undefined ? undefined : instances.get(id));
  return {
    atHost: (canonicalHost) => at(hosts.get(canonicalHost)),
    ofElektrad: (elektradId) => at(elektrads.get(elektradId)),
    ofDatabase: (database) => at(databases.get(database)),
    order: createInstanceOrder(instances),
  };
}

function isSoughtAlike(a: InstanceRecord, b: InstanceRecord): boolean {
  return (
    a.canonicalHost === b.canonicalHost &&
    a.seen.elektradId === b.seen.elektradId &&
    a.marker.database === b.marker.database &&
    a.identity.state === b.identity.state
  );
}

function ownDatabase({ marker, identity }: InstanceRecord): string | null {
  return identity.state === 'sharesUser' ? null : marker.database;
}
