import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { InputOf } from '#shared/contract/operation.ts';
import type { ConnectionOptions, InstanceSeen } from '#shared/model/instance.ts';
import type { Ports } from '../ports.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { addressOf, type Address } from './address.ts';
import { NO_CREDENTIALS, type CredentialStore } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import { lookAt } from './look.ts';
import { refuseTwice } from './refuse-twice.ts';

type Change = InputOf<ClusterdContract['instances.change']>;

interface Parts {
  readonly registry: Registry;
  readonly fleet: Fleet;
  readonly credentials: CredentialStore;
  readonly ports: Pick<Ports, 'elektrads' | 'clock'>;
}

/** Changes an instance and resolves to its new record. A change that another one has overtaken is made again on top of that one. */
export async function changeInstance(parts: Parts, change: Change, signal: AbortSignal): Promise<InstanceRecord> {
  for (;;) {
    const changed = await changeOnce(parts, change, signal);
    if (changed !== null) return changed;
  }
}

/** null: the instance is reached in another way by now than it was when this began. */
async function changeOnce(parts: Parts, change: Change, signal: AbortSignal): Promise<InstanceRecord | null> {
  const { registry, fleet, credentials, ports } = parts;
  const { id, force, host, connection, credentials: sent, ...fields } = change;
  const before = fleet.instance(id);
  const address = addressOf(host ?? before.host, before.connection, connection);
  const moved = address.canonicalHost !== before.canonicalHost;
  if (moved) refuseTwice(registry, address, id);
  // Those that are there were meant for the old host, or for the eyes of the old proxy.
  const replaced = sent ?? (moved ? NO_CREDENTIALS : null);
  const isReachedAnew = replaced !== null || !sameOptions(address.connection, before.connection);
  const seen = isReachedAnew
    ? await lookAt(address, async () => replaced ?? credentials.read(before), force, ports, signal)
    : null;
  const credentialsId = replaced === null ? before.credentialsId : await credentials.keep(id, replaced);

  const store = () =>
    registry.turn(async () => {
      const current = fleet.instance(id);
      if (!isReachedAs(current, before)) return null;
      refuseTwice(registry, address, id);
      const record = { ...current, ...given(fields), ...reachedAt(address, credentialsId, moved, seen) };
      await registry.instances.put(id, record);
      return record;
    });
  let stored: InstanceRecord | null = null;
  try {
    // Another host waits for what is being written to the old one.
    stored = moved ? await inTurn(fleet, id, store, signal) : await store();
  } finally {
    if (credentialsId !== before.credentialsId) {
      await credentials.forget(id, stored === null ? credentialsId : before.credentialsId);
    }
  }
  return stored;
}

function reachedAt(address: Address, credentialsId: string | null, moved: boolean, seen: InstanceSeen | null) {
  return { ...address, credentialsId, ...(moved ? { session: null } : {}), ...(seen === null ? {} : { seen }) };
}

async function inTurn<T>(fleet: Fleet, id: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await fleet.connection(id).turn(work, signal);
  } catch (error) {
    // Its turns end when it is removed.
    fleet.instance(id);
    throw error;
  }
}

function isReachedAs(current: InstanceRecord, before: InstanceRecord): boolean {
  const { canonicalHost, credentialsId, connection } = before;
  return (
    current.canonicalHost === canonicalHost &&
    current.credentialsId === credentialsId &&
    sameOptions(current.connection, connection)
  );
}

function sameOptions(a: ConnectionOptions, b: ConnectionOptions): boolean {
  return a.ca === b.ca && a.pinnedCertificate === b.pinnedCertificate && a.proxy === b.proxy;
}

/** The fields that were given, so that those left out do not overwrite. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
