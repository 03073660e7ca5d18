import type { instanceOperations } from '#shared/clusterd/instances.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId, InstanceSeen } from '#shared/model/instance.ts';
import { parseHost, type Host } from '#shared/model/host.ts';
import { afterAnswer, afterFailure, NEVER_SEEN, type Fleet } from '../instances/fleet.ts';
import type { Ports } from '../ports.ts';
import { publicInstance, type InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

type InstancePorts = Pick<Ports, 'elektrads' | 'clock' | 'random'>;

export function instanceHandlers(
  registry: Registry,
  fleet: Fleet,
  ports: InstancePorts,
): Handlers<typeof instanceOperations> {
  const { elektrads, clock, random } = ports;

  /** What a new host looks like from here; null: it does not answer. @throws ElektraError INSTANCE_PROTOCOL unless forced. */
  async function look(host: Host, force: boolean, signal: AbortSignal): Promise<InstanceSeen> {
    try {
      const { version, latencyMs } = await elektrads.probe(host.url, signal);
      return afterAnswer(NEVER_SEEN, latencyMs, version, clock.now());
    } catch (error) {
      if (!isElektraError(error)) throw error;
      if (error.code === 'INSTANCE_PROTOCOL' && !force) throw error;
      return afterFailure(NEVER_SEEN, error, clock.now());
    }
  }

  /** @throws ElektraError INSTANCE_ALREADY_EXISTS when another instance has this host, or the store behind it. */
  function refuseTwice(host: Host, elektradId: string | null, self: InstanceId | null): void {
    const atHost = registry.index.atHost(host.canonical);
    if (atHost !== undefined && atHost.id !== self) throw alreadyExists(atHost, host);
    const sameStore = elektradId === null ? undefined : registry.index.ofElektrad(elektradId);
    if (sameStore !== undefined && sameStore.id !== self) throw alreadyExists(sameStore, host);
  }

  return {
    async 'instances.list'({ filter, state, offset, limit }) {
      const wanted = filter?.trim().toLowerCase() ?? '';
      const found: InstanceRecord[] = [];
      for (const { id, text } of registry.index.sorted()) {
        const record = registry.instances.get(id);
        if (record === undefined || (state !== undefined && record.seen.state !== state) || !text.includes(wanted))
          continue;
        found.push(record);
      }
      return { items: found.slice(offset, offset + limit).map(publicInstance), total: found.length };
    },

    async 'instances.create'({ force, id = random.id() as InstanceId, host: hostText, ...fields }, { signal }) {
      const host = requireHost(hostText);
      refuseTwice(host, null, null);
      const seen = await look(host, force, signal);
      return registry.turn(async () => {
        refuseTwice(host, seen.elektradId, null);
        const sameId = registry.instances.get(id);
        if (sameId !== undefined) {
          throw new ElektraError(
            'INSTANCE_ALREADY_EXISTS',
            `The id ${id} belongs to the instance “${sameId.name}” already. Leave the id out, or choose another.`,
            {
              data: { existing: existingOf(sameId) },
            },
          );
        }
        const record: InstanceRecord = {
          ...fields,
          id,
          host: host.url,
          canonicalHost: host.canonical,
          clusterId: null,
          connection: { ca: null, pinnedCertificate: null, proxy: null },
          hasCredentials: false,
          createdAt: clock.now(),
          session: null,
          seen,
        };
        await registry.instances.put(id, record);
        return publicInstance(record);
      });
    },

    async 'instances.get'({ id }) {
      return publicInstance(fleet.instance(id));
    },

    async 'instances.change'({ id, force, host: hostText, ...fields }, { signal }) {
      const before = fleet.instance(id);
      const host = hostText === undefined ? null : requireHost(hostText);
      const moved = host !== null && host.canonical !== before.canonicalHost;
      if (moved) refuseTwice(host, null, id);
      const seen = moved ? await look(host, force, signal) : null;

      const store = () =>
        registry.turn(async () => {
          if (host !== null) refuseTwice(host, seen?.elektradId ?? null, id);
          const record: InstanceRecord = {
            ...fleet.instance(id),
            ...given(fields),
            ...(host === null ? {} : { host: host.url, canonicalHost: host.canonical }),
            ...(seen === null ? {} : { seen, session: null }),
          };
          await registry.instances.put(id, record);
          return publicInstance(record);
        });
      // Another host waits for what is being written to the old one.
      if (!moved) return store();
      return fleet
        .connection(id)
        .turn(store, signal)
        .catch((error: unknown) => {
          // Its turns end when it is removed.
          fleet.instance(id);
          throw error;
        });
    },

    async 'instances.remove'({ id }) {
      await registry.turn(async () => {
        fleet.instance(id);
        await registry.instances.remove(id);
      });
      await elektrads.forget(id);
      return { id };
    },

    async 'instances.test'({ id }, { signal }) {
      const answer = await fleet.reach(id, (elektrad) => elektrad.version(signal));
      fleet.sawAnswer(id, answer.latencyMs, answer.version);
      return answer;
    },

    async 'instances.testHost'({ host: hostText }, { signal }) {
      const host = requireHost(hostText);
      refuseTwice(host, null, null);
      const answer = await elektrads.probe(host.url, signal);
      refuseTwice(host, answer.version.id ?? null, null);
      return answer;
    },

    async 'instances.version'({ id }, { signal }) {
      const { version, latencyMs } = await fleet.reach(id, (elektrad) => elektrad.version(signal));
      fleet.sawAnswer(id, latencyMs, version);
      return version;
    },
  };
}

function requireHost(text: string): Host {
  const parsed = parseHost(text);
  if (parsed.ok) return parsed.host;
  throw new ElektraError('INSTANCE_HOST_INVALID', parsed.problem.message, {
    data: { host: text, reason: parsed.problem.message },
  });
}

function existingOf({ id, name, host }: InstanceRecord) {
  return { id, name, host };
}

function alreadyExists(existing: InstanceRecord, host: Host): ElektraError {
  const same = existing.canonicalHost === host.canonical ? 'this address' : 'the elektrad at this address';
  return new ElektraError(
    'INSTANCE_ALREADY_EXISTS',
    `${capitalised(same)} is the instance “${existing.name}” (${existing.host}) already.`,
    { data: { existing: existingOf(existing) } },
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The fields that were given, so that those left out do not overwrite. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
