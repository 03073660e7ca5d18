import { UNPROVEN, type InstanceId } from '#shared/model/instance.ts';
import { NO_MARKER, type InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Marker } from './marker.ts';
import type { Self } from './self.ts';

/** What the marker of a database says about an instance. */
export type Verdict =
  /** The marker is the one that belongs there. */
  | { readonly kind: 'ours' }
  /** It is, but names the clusterd that this one was restored from a backup of: our id is to be written there first. */
  | { readonly kind: 'inherited'; readonly marker: Marker }
  /** There is none that counts; one may be written if that is wanted. */
  | { readonly kind: 'unmarked' }
  /** Another clusterd manages it. `copyOf`: the instance with the same marker that it was proven to be different from, so its id says nothing of it. */
  | { readonly kind: 'owned'; readonly marker: Marker; readonly copyOf: InstanceId | null }
  /** Perhaps that of another instance: a nonce can tell. */
  | { readonly kind: 'known'; readonly holder: InstanceId }
  /** Missing, or not the one that was there. */
  | { readonly kind: 'changed' };

/** What is compared of an instance, also of one that is about to be added. */
export type Expected = Pick<InstanceRecord, 'id' | 'marker' | 'identity'> & { readonly elektradId: string | null };

export function expectedOf({ id, marker, identity, seen }: InstanceRecord): Expected {
  return { id, marker, identity, elektradId: seen.elektradId };
}

/** The same instance, of whose database nothing is known any more. */
export function expectingNothing({ id, elektradId }: Expected): Expected {
  return { id, elektradId, marker: NO_MARKER, identity: UNPROVEN };
}

/** The same instance at another host, where no earlier proof counts. */
export function elsewhere(marker: InstanceRecord['marker']): InstanceRecord['marker'] {
  return { ...marker, differsFrom: null };
}

/** The same instance, proven to be another one than this. */
export function differingFrom(expected: Expected, other: InstanceId): Expected {
  return { ...expected, marker: { ...expected.marker, differsFrom: other } };
}

export function verdictOn(instance: Expected, marker: Marker | null, self: Self, index: Registry['index']): Verdict {
  const { database, differsFrom, inherited } = instance.marker;
  if (database !== null) {
    if (marker?.database !== database) return { kind: 'changed' };
    // One that shared a database before it was moved still expects the marker of that.
    const twin = instance.identity.state === 'sharesUser' ? undefined : twinOf(instance.id, database, index);
    if (twin !== undefined) return { kind: 'known', holder: twin };
    if (marker.owner.id === self.id) return { kind: 'ours' };
    const isFormer = inherited && self.formerIds.includes(marker.owner.id);
    return isFormer ? { kind: 'inherited', marker } : { kind: 'owned', marker, copyOf: null };
  }
  const holder = holderOf(instance, marker, index);
  // What named another clusterd and names us now is no longer what was proven to be different.
  const isApart = holder === differsFrom && (instance.identity.state !== 'owned' || marker?.owner.id !== self.id);
  if (holder !== undefined && !isApart) return { kind: 'known', holder };
  // Also a clusterd that we were: what it has marked since the backup is its until a person says otherwise.
  if (marker !== null && marker.owner.id !== self.id) {
    return { kind: 'owned', marker, copyOf: twinOf(instance.id, marker.database, index) ?? null };
  }
  return { kind: 'unmarked' };
}

/** Another instance whose marker names this database. */
function twinOf(id: InstanceId, database: string, index: Registry['index']): InstanceId | undefined {
  const twin = index.ofDatabase(database)?.id;
  return twin === id ? undefined : twin;
}

/** Another instance with this marker, or whose elektrad has the same id of its own: that may have been copied with the data. */
function holderOf(
  { id, elektradId }: Expected,
  marker: Marker | null,
  index: Registry['index'],
): InstanceId | undefined {
  const holders = [
    marker === null ? undefined : index.ofDatabase(marker.database),
    elektradId === null ? undefined : index.ofElektrad(elektradId),
  ];
  return holders.find((holder) => holder !== undefined && holder.id !== id)?.id;
}
