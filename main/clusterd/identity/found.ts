import { UNPROVEN, type InstanceId, type InstanceIdentity } from '#shared/model/instance.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Marker } from './marker.ts';
import type { Expected, Verdict } from './verdict.ts';

/** What was found out of a database, as it is to be stored. */
export interface Found {
  readonly identity: InstanceIdentity;
  readonly marker: InstanceRecord['marker'];
  /** A fresh marker is due, in the place of this one; null: none is. */
  readonly mark: { readonly before: Marker | null } | null;
}

/** Nothing of it could be read. */
export function unproven(marker: InstanceRecord['marker']): Found {
  return { identity: UNPROVEN, marker, mark: null };
}

/** What can be said without writing anywhere; what may be another instance's stays read-only. */
export function afterVerdict({ marker, identity }: Expected, verdict: Verdict): Found {
  const { state } = identity;
  switch (verdict.kind) {
    case 'ours':
    case 'inherited': {
      // Nobody proves again and again that it is shared.
      const proven: InstanceIdentity = state === 'sharesUser' ? identity : { ...UNPROVEN, state: 'proven' };
      return { identity: proven, marker: { ...marker, inherited: verdict.kind === 'inherited' }, mark: null };
    }
    case 'unmarked':
      return unproven(marker);
    case 'changed':
      return { identity: { ...UNPROVEN, state: 'changed' }, marker, mark: null };
    case 'owned': {
      const { owner } = verdict.marker;
      return { identity: { state: 'owned', owner, other: null }, marker: afterOwned(marker, verdict), mark: null };
    }
    case 'known':
      return mayBe(marker, verdict.holder);
  }
}

/** A copy has the id of the other's database until it gets one of its own. */
function afterOwned(
  marker: InstanceRecord['marker'],
  { marker: { database }, copyOf }: Verdict & { readonly kind: 'owned' },
): InstanceRecord['marker'] {
  const seen = { ...marker, inherited: false };
  return copyOf === null ? { ...seen, database } : { ...seen, database: null, differsFrom: copyOf };
}

export function mayBe(marker: InstanceRecord['marker'], holder: InstanceId): Found {
  return {
    identity: { state: 'mayBe', owner: null, other: holder },
    marker: { ...marker, database: null },
    mark: null,
  };
}

/** Proven to be the holder's, and taken all the same. `seen` null: it has no marker, but an elektrad with the id of the holder's. */
export function sharing(marker: InstanceRecord['marker'], holder: InstanceId, seen: Marker | null): Found {
  const identity: InstanceIdentity = { state: 'sharesUser', owner: null, other: holder };
  return {
    identity,
    marker: { ...marker, database: seen?.database ?? null, differsFrom: seen === null ? holder : null },
    mark: null,
  };
}

/** Nobody's: it gets a marker of its own if that is wanted. `differsFrom`: the instance that it was proven to be different from. */
export function nobodys(marker: InstanceRecord['marker'], seen: Marker | null, differsFrom: InstanceId | null): Found {
  const mark = marker.wanted ? { before: seen } : null;
  return {
    identity: UNPROVEN,
    marker: { ...marker, database: null, differsFrom: differsFrom ?? marker.differsFrom },
    mark,
  };
}

/** After our marker was written. */
export function marked(found: Found, { database }: Marker): Found {
  return {
    identity: found.identity.state === 'sharesUser' ? found.identity : { ...UNPROVEN, state: 'proven' },
    marker: { ...found.marker, database, differsFrom: null, inherited: false },
    mark: null,
  };
}
