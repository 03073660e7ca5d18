import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { InputOf } from '#shared/contract/operation.ts';
import type { ConnectionOptions, InstanceSeen } from '#shared/model/instance.ts';
import type { Identity } from '../identity/identity.ts';
import { compareAll } from '../identity/store-found.ts';
import { elsewhere, expectedOf } from '../identity/verdict.ts';
import type { Ports } from '../ports.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { addressOf } from './address.ts';
import { NO_CREDENTIALS, type CredentialStore } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import { examineAddress } from './examine-address.ts';
import { lookAt } from './look.ts';
import { refuseTwice } from './refuse-twice.ts';
import { visit } from './visit.ts';

type Change = InputOf<ClusterdContract['instances.change']>;

interface Parts {
  readonly registry: Registry;
  readonly fleet: Fleet;
  readonly identity: Identity;
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
  const { registry, fleet, identity, credentials, ports } = parts;
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

  const store = (there: Partial<InstanceRecord>) =>
    registry.turn(async () => {
      const current = fleet.instance(id);
      if (!isReachedAs(current, before)) return null;
      refuseTwice(registry, address, id);
      const reached = { ...address, credentialsId, ...(seen === null ? {} : { seen }), ...there };
      const marker = there.marker ?? (moved ? elsewhere(current.marker) : current.marker);
      const record = { ...current, ...given(fields), ...reached, marker };
      if (moved) await compareAll(registry, id, 'host');
      await registry.instances.put(id, record);
      return record;
    });

  /** Another host waits for what is being written to the old one. */
  const move = (there: Partial<InstanceRecord>) => inTurn(fleet, id, () => store({ session: null, ...there }), signal);

  /** Whether its marker is the one that the instance had is looked at before anything is stored. */
  async function moveOnline(online: InstanceSeen): Promise<InstanceRecord | null> {
    const readCredentials = async () => replaced ?? NO_CREDENTIALS;
    const there = visit(ports.elektrads, { id, address, credentialsId, readCredentials });
    const { marker, ...now } = expectedOf(fleet.instance(id));
    const expected = { ...now, marker: elsewhere(marker), elektradId: online.elektradId };
    const { found, session } = await examineAddress(identity, there, expected, force);
    const stored = await move({ session, identity: found.identity, marker: found.marker });
    if (stored !== null) await identity.mark(id, found);
    return stored;
  }

  let stored: InstanceRecord | null = null;
  try {
    if (!moved) stored = await store({});
    else if (seen?.state === 'online') stored = await identity.alone(() => moveOnline(seen));
    else stored = await move({});
  } finally {
    if (credentialsId !== before.credentialsId) {
      await credentials.forget(id, stored === null ? credentialsId : before.credentialsId);
    }
  }
  return stored;
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
