import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Credentials } from '#shared/model/credentials.ts';
import { InstanceId, UNPROVEN } from '#shared/model/instance.ts';
import type { Identity } from '../identity/identity.ts';
import type { Ports } from '../ports.ts';
import { NO_MARKER } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Address } from './address.ts';
import { examineAddress } from './examine-address.ts';
import { visit } from './visit.ts';

interface Parts {
  readonly registry: Registry;
  readonly identity: Identity;
  readonly ports: Pick<Ports, 'elektrads' | 'random'>;
}

/** A host that is only tested. */
interface Tested {
  readonly address: Address;
  readonly credentials: Credentials;
  /** null: its elektrad has no id of its own. */
  readonly elektradId: string | null;
  /** The instance that may come to be there, if it is one already. */
  readonly self: InstanceId | null;
}

/**
 * Where an elektrad has the id of another instance's, it is proven whether it is the same one: a cloned machine has that id too. What cannot be told now
 * is left to the act that adds it. @throws ElektraError INSTANCE_ALREADY_EXISTS
 */
export async function refuseSameDatabase(parts: Parts, { address, credentials, elektradId, self }: Tested) {
  const { registry, identity, ports } = parts;
  const same = elektradId === null ? undefined : registry.index.ofElektrad(elektradId);
  if (same === undefined || same.id === self) return;
  const id = self ?? InstanceId.parse(ports.random.id());
  await identity.alone(async () => {
    const credentialsId = credentials.kind === 'none' ? null : 'tested';
    const there = visit(ports.elektrads, { id, address, credentialsId, readCredentials: async () => credentials });
    try {
      await examineAddress(identity, there, { id, marker: NO_MARKER, identity: UNPROVEN, elektradId }, false);
    } catch (error) {
      if (!isElektraError(error, 'INSTANCE_MAY_EXIST')) throw error;
    }
  });
}
