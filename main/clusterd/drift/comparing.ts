import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createPlaces } from '../keys/places.ts';
import type { MemberReader } from '../plans/read-members.ts';
import type { Ports } from '../ports.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import { UnknownOutcome } from '../reconcile/deliver-key.ts';
import { delivered, isSameSetting } from '../reconcile/delivered-settings.ts';
import { rewrite } from '../reconcile/rewrite.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import type { Brake } from './brake.ts';
import { checkMember } from './check-member.ts';
import type { DriftFound } from './drifted-keys.ts';
import { createFindings, type Finding } from './findings.ts';

export interface ComparingParts {
  readonly registry: Registry;
  readonly effective: Effective;
  readonly fleet: Pick<Fleet, 'reach' | 'instance' | 'writingTurn'>;
  readonly delivering: Pick<Delivering, 'record'>;
  readonly reader: MemberReader;
  readonly brake: Brake;
  readonly ports: Pick<Ports, 'clock' | 'log'>;
  readonly wrote: (instanceId: string, keys: readonly string[]) => void;
  /** Another number of keys of an instance has drifted. */
  readonly changed: (instanceId: string, drifted: number) => void;
  /** Something was enforced there: it is to be compared again before its turn comes. */
  readonly enforced: (instanceId: string) => void;
}

/** Compares members, remembers what was found, and enforces where that is the policy of the cluster that sets a key. */
export interface Comparing {
  /** What was found, as far as it still holds: of keys that are still set like this, and not on their way. */
  found(instanceId: string): Finding | undefined;
  /** @throws CancelledError */
  compare(instanceId: string, signal: AbortSignal): Promise<void>;
  /** It was not asked, because it was seen offline. */
  skip(instanceId: string): void;
  /** What was found there may no longer hold: what is set, or how far it is delivered, has changed. */
  look(instanceId: string): void;
}

export function createComparing(parts: ComparingParts): Comparing {
  const { registry, effective, delivering, brake, ports } = parts;
  const findings = createFindings();
  const told = new Map<string, number>();
  const oneByOne = createPlaces(1);

  registry.instances.watch((before, after) => {
    if (before === undefined) return;
    const isThere = after?.clusterId === before.clusterId && after.canonicalHost === before.canonicalHost;
    if (isThere) return;
    findings.forget(before.id);
    brake.release(before.id);
    told.delete(before.id);
  });

  function found(instanceId: string): Finding | undefined {
    const finding = findings.get(instanceId);
    if (finding === undefined || effective.isPaused(instanceId)) return undefined;
    if (finding.keys.length === 0) return finding;
    const there = delivered(effective, instanceId, delivering.record(instanceId));
    return { ...finding, keys: finding.keys.filter(({ setting }) => isSameSetting(there.get(setting.key), setting)) };
  }

  function note(instanceId: string, finding: Finding | null): void {
    if (finding === null) findings.forget(instanceId);
    else findings.put(instanceId, finding);
    tell(instanceId);
  }

  function tell(instanceId: string): void {
    const count = found(instanceId)?.keys.length ?? 0;
    if (count === (told.get(instanceId) ?? 0)) return;
    if (count === 0) told.delete(instanceId);
    else told.set(instanceId, count);
    parts.changed(instanceId, count);
  }

  async function read(instanceId: string, signal: AbortSignal): Promise<readonly DriftFound[]> {
    const finding = await checkMember({ ...parts, clock: ports.clock }, instanceId, findings.get(instanceId), signal);
    note(instanceId, finding);
    return finding?.error === null ? finding.keys : [];
  }

  async function enforce(instanceId: string, drifted: readonly DriftFound[], signal: AbortSignal): Promise<boolean> {
    const settings = drifted.flatMap(({ setting }): readonly SettingRecord[] => {
      const isEnforced = registry.clusters.cluster(setting.clusterId)?.policy === 'enforce';
      return isEnforced && brake.mayRewrite(instanceId, setting.key, setting.number) ? [setting] : [];
    });
    if (settings.length === 0) return false;
    const wrote = (id: string, keys: readonly string[]) => {
      const numbers = new Map(settings.map(({ key, number }) => [key, number]));
      for (const key of keys) brake.wrote(id, key, numbers.get(key) ?? 0);
      parts.wrote(id, keys);
    };
    try {
      await rewrite({ ...parts, log: ports.log, wrote }, instanceId, settings, signal);
    } catch (error) {
      if (isCancelled(error) || !(isElektraError(error) || error instanceof UnknownOutcome)) throw error;
      ports.log.info(
        { instance: instanceId, err: error },
        'what a cluster sets could not be enforced; it is tried again',
      );
    }
    parts.enforced(instanceId);
    return true;
  }

  return {
    found,
    compare: (instanceId, signal) =>
      oneByOne(instanceId, async () => {
        const drifted = await read(instanceId, signal);
        if (await enforce(instanceId, drifted, signal)) await read(instanceId, signal);
      }),
    skip(instanceId) {
      const error = registry.instances.get(instanceId)?.seen.lastError ?? null;
      if (effective.isPaused(instanceId)) return;
      note(instanceId, { ...(findings.get(instanceId) ?? NEVER), error });
    },
    look(instanceId) {
      if (told.has(instanceId)) tell(instanceId);
    },
  };
}

const NEVER: Finding = { checkedAt: null, error: null, keys: [], shadows: [] };
