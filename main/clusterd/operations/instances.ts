import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { instanceOperations } from '#shared/clusterd/instances.ts';
import type { Handlers, InputOf } from '#shared/contract/operation.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import type { Instance, InstanceDelivery } from '#shared/model/instance.ts';
import type { Identity } from '../identity/identity.ts';
import { addressOf } from '../instances/address.ts';
import { changeInstance } from '../instances/change-instance.ts';
import { createInstance } from '../instances/create-instance.ts';
import { createMany } from '../instances/create-many.ts';
import { NO_CREDENTIALS, type CredentialStore } from '../instances/credentials.ts';
import type { Fleet } from '../instances/fleet.ts';
import { refuseSameDatabase } from '../instances/refuse-same-database.ts';
import { refuseTwice } from '../instances/refuse-twice.ts';
import type { Ports, ProbeTarget } from '../ports.ts';
import type { Listed } from '../registry/instance-order.ts';
import { publicInstance, type InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

type InstancePorts = Pick<Ports, 'elektrads' | 'clock' | 'random'>;

interface Parts {
  readonly registry: Registry;
  readonly fleet: Fleet;
  readonly identity: Identity;
  readonly credentials: CredentialStore;
  readonly ports: InstancePorts;
  readonly deliveryOf: (instanceId: string) => InstanceDelivery;
}

export function instanceHandlers(parts: Parts): Handlers<typeof instanceOperations> {
  const { registry, fleet, credentials, ports, deliveryOf } = parts;
  const { elektrads } = ports;
  const shown = (record: InstanceRecord) => publicInstance(record, deliveryOf(record.id));
  const shownAt = ({ record }: Listed) => shown(record);

  /** What is left out is taken from the instance `id`, its credentials only for the address that they were given for. */
  async function probeTarget(input: InputOf<ClusterdContract['instances.testHost']>) {
    const { id, host, connection, credentials: sent } = input;
    const before = id === undefined ? null : fleet.instance(id);
    const address = addressOf(host, before?.connection ?? DIRECTLY, connection);
    const isSame = before?.canonicalHost === address.canonicalHost;
    const own = before !== null && isSame ? () => credentials.read(before) : async () => NO_CREDENTIALS;
    const target: ProbeTarget = { ...address, credentials: sent ?? (await own()) };
    return { address, target };
  }

  return {
    async 'instances.list'({ filter, state, offset, limit }) {
      const wanted = filter?.trim().toLowerCase() ?? '';
      const all = registry.index.order.all();
      if (wanted === '' && state === undefined)
        return { items: all.slice(offset, offset + limit).map(shownAt), total: all.length };
      const items: Instance[] = [];
      let total = 0;
      for (const listed of all) {
        if (state !== undefined && listed.record.seen.state !== state) continue;
        if (wanted !== '' && !listed.text.includes(wanted)) continue;
        if (total >= offset && items.length < limit) items.push(shownAt(listed));
        total += 1;
      }
      return { items, total };
    },

    'instances.create': async (input, { signal }) => shown(await createInstance(parts, input, signal)),

    async 'instances.createMany'({ instances }, { signal }) {
      const outcomes = await createMany(instances, (input) => createInstance(parts, input, signal));
      return { outcomes: outcomes.map(({ record, error }) => ({ instance: record && shown(record), error })) };
    },

    async 'instances.get'({ id }) {
      return shown(fleet.instance(id));
    },

    async 'instances.change'(change, { signal }) {
      return shown(await changeInstance(parts, change, signal));
    },

    async 'instances.remove'({ id }) {
      const removed = await registry.turn(async () => {
        const record = fleet.instance(id);
        await registry.instances.remove(id);
        return record;
      });
      await elektrads.forget(id);
      await credentials.forget(id, removed.credentialsId);
      return { id };
    },

    async 'instances.test'({ id }, { signal }) {
      const answer = await fleet.reach(id, (elektrad) => elektrad.version(signal));
      fleet.sawAnswer(id, answer.latencyMs, answer.version);
      return answer;
    },

    async 'instances.testHost'(input, { signal }) {
      const { address, target } = await probeTarget(input);
      const self = input.id ?? null;
      refuseTwice(registry, address, self);
      const answer = await elektrads.probe(target, signal);
      refuseTwice(registry, address, self);
      const elektradId = answer.version.id ?? null;
      await refuseSameDatabase(parts, { address, credentials: target.credentials, elektradId, self });
      return answer;
    },

    async 'instances.version'({ id }, { signal }) {
      const { version, latencyMs } = await fleet.reach(id, (elektrad) => elektrad.version(signal));
      fleet.sawAnswer(id, latencyMs, version);
      return version;
    },
  };
}
