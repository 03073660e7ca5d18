import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { NewInstance } from '#shared/clusterd/instances.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { UNPROVEN, type InstanceId } from '#shared/model/instance.ts';
import { unproven, type Found } from '../identity/found.ts';
import type { Identity } from '../identity/identity.ts';
import type { Ports } from '../ports.ts';
import { NO_MARKER, type InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { addressOf } from './address.ts';
import { NO_CREDENTIALS, type CredentialStore } from './credentials.ts';
import { examineAddress } from './examine-address.ts';
import { lookAt } from './look.ts';
import { refuseTakenId, refuseTwice } from './refuse-twice.ts';
import { visit } from './visit.ts';

interface Parts {
  readonly registry: Registry;
  readonly identity: Identity;
  readonly credentials: CredentialStore;
  readonly ports: Pick<Ports, 'elektrads' | 'clock' | 'random'>;
}

/** Adds an instance and resolves to its record, its database marked where that was wanted and could be done. */
export async function createInstance(parts: Parts, input: NewInstance, signal: AbortSignal): Promise<InstanceRecord> {
  const { registry, identity, credentials, ports } = parts;
  const { force, marker: wanted, host, connection, credentials: sent = NO_CREDENTIALS, ...fields } = input;
  const { id = ports.random.id() as InstanceId } = fields;
  const address = addressOf(host, DIRECTLY, connection);
  refuseTakenId(registry, id);
  refuseTwice(registry, address);
  const seen = await lookAt(address, async () => sent, force, ports, signal);
  const credentialsId = await credentials.keep(id, sent);
  const marker = { ...NO_MARKER, wanted };

  const store = (found: Found, session: string | null): Promise<InstanceRecord> =>
    registry.turn(async () => {
      refuseTwice(registry, address);
      refuseTakenId(registry, id);
      const record: InstanceRecord = {
        ...fields,
        ...address,
        id,
        clusterId: null,
        placedNumber: 0,
        identity: found.identity,
        marker: found.marker,
        createdAt: ports.clock.now(),
        session,
        credentialsId,
        seen,
      };
      await registry.instances.put(id, record);
      return record;
    });

  const addOnline = async (): Promise<InstanceRecord> => {
    throwIfAborted(signal);
    refuseTakenId(registry, id);
    refuseTwice(registry, address);
    const there = visit(ports.elektrads, { id, address, credentialsId, readCredentials: async () => sent });
    const expected = { id, marker, identity: UNPROVEN, elektradId: seen.elektradId };
    const { found, session } = await examineAddress(identity, there, expected, force);
    const stored = await store(found, session);
    await identity.mark(id, found);
    return registry.instances.get(id) ?? stored;
  };

  try {
    return seen.state === 'online' ? await identity.alone(addOnline) : await store(unproven(marker), null);
  } catch (error) {
    if (registry.instances.get(id)?.credentialsId !== credentialsId) await credentials.forget(id, credentialsId);
    throw error;
  }
}
