import type { InstanceDrift } from '#shared/clusterd/drift.ts';
import type { Delivered } from '#shared/clusterd/rollouts.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createMemberReader } from '../plans/read-members.ts';
import { sideBySide } from '../plans/side-by-side.ts';
import type { Ports } from '../ports.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import { rewrite } from '../reconcile/rewrite.ts';
import { createSlices } from '../reconcile/slices.ts';
import { createWaiting } from '../reconcile/waiting.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import { createBrake } from './brake.ts';
import { createComparing } from './comparing.ts';
import { shownDrift } from './shown-drift.ts';
import { comparedOutcome, deliveredAgain, outcomeOf } from './reapply.ts';
import { startRounds, type Rounds } from './rounds.ts';

export interface DriftParts {
  readonly registry: Registry;
  readonly effective: Effective;
  readonly fleet: Pick<Fleet, 'reach' | 'instance' | 'writingTurn'>;
  readonly delivering: Pick<Delivering, 'record' | 'compare' | 'summary'>;
  readonly ports: Pick<Ports, 'clock' | 'log'>;
  /** These keys of an instance were written. */
  readonly wrote: (instanceId: string, keys: readonly string[]) => void;
  /** Another number of keys of an instance has drifted. */
  readonly changed: (instanceId: string, drifted: number) => void;
}

/** What is to be written again: of these instances all that differs, or only these keys. */
export interface Reapplication {
  readonly instanceIds: readonly string[] | undefined;
  readonly keys: readonly string[] | undefined;
  /** Seconds. */
  readonly wait: number;
}

/** Whether members hold what their clusters set. Known from comparing now and then, in memory alone. */
export interface Drift {
  /** How many keys of an instance differ, as last compared. */
  count(instanceId: string): number;
  /** Of the members of a cluster and of those below it; `withSecrets`: with the values of secret keys. */
  of(clusterId: string, withSecrets: boolean): { readonly instances: InstanceDrift[]; readonly compared: number };
  /** Compares them now. @throws CancelledError */
  check(clusterId: string, progress: (done: number, total: number) => void, signal: AbortSignal): Promise<void>;
  /**
   * With `keys` these are written at once where an instance can be reached; without, an instance that is away gets it when it is back. Enforcing
   * begins anew. @throws ElektraError INSTANCE_NOT_FOUND, INSTANCE_NOT_IN_CLUSTER; CancelledError
   */
  reapply(clusterId: string, what: Reapplication, signal: AbortSignal): Promise<Delivered>;
  /** @throws ElektraError INSTANCE_NOT_FOUND, INSTANCE_NOT_IN_CLUSTER */
  requireMember(clusterId: string, instanceId: string): void;
  /** How far deliveries to an instance are may have changed. */
  look(instanceId: string): void;
  /** Compares all members from now on, spread over half an hour. */
  start(): void;
  close(): Promise<void>;
}

/** What was enforced is looked at again after this time, so that a fight is seen within an hour. */
const AGAIN_MS = 10 * 60 * 1000;

export function createDrift(parts: DriftParts): Drift {
  const { registry, effective, fleet, delivering, ports } = parts;
  const { clock, log } = ports;
  const stopping = new AbortController();
  const slices = createSlices(clock);
  const waiting = createWaiting(clock, slices);
  const brake = createBrake(clock);
  const reader = createMemberReader(fleet, clock);
  const enforced = (id: string) => rounds?.again(id, AGAIN_MS);
  const comparing = createComparing({ ...parts, reader, brake, enforced });
  const asked = new Set<string>();
  const running = new Set<Promise<void>>();
  let rounds: Rounds | null = null;

  const members = (clusterId: string) => [...effective.membersBelow(clusterId)];
  const isCompared = (id: string) => delivering.record(id).compare === null;

  async function inBackground(id: string): Promise<void> {
    if (registry.instances.get(id)?.seen.state === 'offline') return comparing.skip(id);
    try {
      await comparing.compare(id, stopping.signal);
    } catch (error) {
      if (!isCancelled(error)) log.error({ instance: id, err: error }, 'comparing an instance with its cluster failed');
    }
  }

  function requireMember(clusterId: string, instanceId: string): void {
    const instance = fleet.instance(instanceId);
    const path = instance.clusterId === null ? [] : effective.path(instance.clusterId);
    if (path.some(({ id }) => id === clusterId)) return;
    throw new ElektraError('INSTANCE_NOT_IN_CLUSTER', undefined, { data: { instanceId, clusterId } });
  }

  async function reapplyAll(ids: readonly string[], wait: number, signal: AbortSignal): Promise<Delivered> {
    for (const id of ids) {
      brake.release(id);
      asked.add(id);
    }
    await delivering.compare(ids, 'asked');
    await waiting.until(ids, isCompared, wait * 1000, signal);
    const done = ids.filter(isCompared);
    for (const id of done) asked.delete(id);
    await sideBySide(done, (id, _isSkipped, until) => comparing.compare(id, until), { fleet, clock }, signal);
    return deliveredAgain(ids.map((id) => comparedOutcome(id, delivering)));
  }

  async function reapplyKeys(ids: readonly string[], keys: readonly string[], signal: AbortSignal): Promise<Delivered> {
    const outcomes: Delivered['outcomes'] = [];
    const again = async (id: string, _isSkipped: boolean, until: AbortSignal) => {
      brake.release(id, keys);
      const settings = effective.settings(id);
      const wanted = keys.flatMap((key) => settings.get(key) ?? []);
      outcomes.push(await outcomeOf(id, rewrite({ ...parts, log }, id, wanted, until)));
      await comparing.compare(id, until);
    };
    await sideBySide(ids, again, { fleet, clock }, signal);
    return deliveredAgain(outcomes.sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1)));
  }

  return {
    requireMember,
    count: (instanceId) => comparing.found(instanceId)?.keys.length ?? 0,
    of(clusterId, withSecrets) {
      const instances: InstanceDrift[] = [];
      const hidden = withSecrets ? null : registry.secrets;
      let compared = 0;
      for (const id of members(clusterId).sort()) {
        const finding = comparing.found(id);
        if (finding === undefined) continue;
        if (finding.checkedAt !== null && finding.error === null) compared += 1;
        const settings = effective.settings(id);
        const givenUp = [...brake.givenUp(id)].filter(([key, number]) => settings.get(key)?.number === number);
        const shown = shownDrift(id as InstanceId, finding, givenUp.map(([key]) => key).sort(), hidden);
        if (shown !== null) instances.push(shown);
      }
      return { instances, compared };
    },
    async check(clusterId, progress, signal) {
      const ids = members(clusterId).filter((id) => !effective.isPaused(id));
      let done = 0;
      const compare = async (id: string, isSkipped: boolean, until: AbortSignal) => {
        if (isSkipped) comparing.skip(id);
        else await comparing.compare(id, until);
        done += 1;
        progress(done, ids.length);
      };
      await sideBySide(ids, compare, { fleet, clock }, signal);
    },
    async reapply(clusterId, { instanceIds, keys, wait }, signal) {
      for (const id of instanceIds ?? []) requireMember(clusterId, id);
      const differs = (id: string) => (comparing.found(id)?.keys.length ?? 0) > 0 || brake.givenUp(id).size > 0;
      const ids = [...new Set(instanceIds ?? members(clusterId).filter(differs))];
      return keys === undefined ? reapplyAll(ids, wait, signal) : reapplyKeys(ids, keys, signal);
    },
    look(instanceId) {
      waiting.look(instanceId);
      comparing.look(instanceId);
      if (!asked.has(instanceId) || !isCompared(instanceId) || stopping.signal.aborted) return;
      asked.delete(instanceId);
      const run = inBackground(instanceId).finally(() => running.delete(run));
      running.add(run);
    },
    start() {
      rounds ??= startRounds(registry, clock, inBackground);
    },
    async close() {
      stopping.abort();
      slices.stop();
      waiting.stop();
      await rounds?.stop();
      await Promise.all(running);
    },
  };
}
