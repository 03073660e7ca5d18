import { ElektraError } from '#shared/errors/elektra-error.ts';
import { UNPROVEN, type InstanceId } from '#shared/model/instance.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { canonicalHost, parseHost } from '#shared/model/host.ts';
import type { Clock } from '../ports.ts';
import { hasOwnStore, NO_MARKER } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { NEVER_SEEN } from './seen.ts';

const LOCAL_ID = 'local' as InstanceId;

/** The elektrad that was started together with clusterd, or was found running on this machine. */
export interface LocalElektrad {
  readonly host: string;
  /** True for our own store. */
  readonly ownStore: boolean;
}

/**
 * Makes the local elektrad the instance `local` when clusterd starts for the first time. Later starts only follow our own store to another port: an
 * instance that a person removed or changed stays as that person left it.
 */
export async function registerLocal(registry: Registry, clock: Clock, local: LocalElektrad): Promise<void> {
  const parsed = parseHost(local.host);
  if (!parsed.ok) throw new ElektraError('INSTANCE_HOST_INVALID', parsed.problem.message);
  const { url, canonical } = parsed.host;
  await registry.turn(async () => {
    const known = registry.instances.get(LOCAL_ID);
    if (known !== undefined) {
      const now = canonicalHost(url, known.connection.proxy);
      // An instance that was not reached since it was put there has not told yet what it is.
      const isOurs = hasOwnStore(known) || registry.notes.get(REGISTERED)?.ownHosts?.includes(known.canonicalHost);
      const follow = isOurs && local.ownStore && known.canonicalHost !== now;
      if (!follow || registry.index.atHost(now) !== undefined) return;
      // Both, because the process may end before the instance is stored.
      await registry.notes.put(REGISTERED, { at: clock.now(), ownHosts: [known.canonicalHost, now] });
      await registry.instances.put(LOCAL_ID, {
        ...known,
        host: url,
        canonicalHost: now,
        credentialsId: null,
        seen: NEVER_SEEN,
      });
      return;
    }
    if (registry.notes.get(REGISTERED) !== undefined) return;
    if (registry.index.atHost(canonical) === undefined) {
      await registry.instances.put(LOCAL_ID, {
        id: LOCAL_ID,
        name: 'local',
        host: url,
        canonicalHost: canonical,
        description: '',
        visibility: 'user',
        tags: [],
        clusterId: null,
        placedNumber: 0,
        identity: UNPROVEN,
        marker: NO_MARKER,
        connection: DIRECTLY,
        credentialsId: null,
        createdAt: clock.now(),
        session: null,
        seen: NEVER_SEEN,
      });
    }
    await registry.notes.put(REGISTERED, { at: clock.now(), ...(local.ownStore && { ownHosts: [canonical] }) });
  });
}

const REGISTERED = 'local-registered';
