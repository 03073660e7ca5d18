import type { Clock, Log } from '../ports.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import { NOTHING_CONFIRMED, type DeliveryRecord } from '../registry/cluster-records.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { keptRollout, rolloutOf, type KeptRollout } from './kept-rollout.ts';
import { createLiveKeys } from './live-keys.ts';
import { placesOfGone, reachedBy, type Places } from './reached-by.ts';

/** How many rollouts are kept besides the open ones; the oldest go first. */
const KEPT = 1_000;

export type Stage = 'pending' | 'rejected' | 'superseded' | 'applied';

/** The deliveries of changes. Of an instance is remembered only what its own record of deliveries does not tell. */
export interface Rollouts {
  get(number: number): KeptRollout | undefined;
  /** Of all kept ones, the newest first. */
  newest(): readonly KeptRollout[];
  /** Notes a change and how many instances it reaches; none: there is no rollout of it, but it may end others. */
  note(change: ClusterChange, total: number): void;
  /** Notes a change of an earlier run of the program, if it was not noted then. */
  restore(change: ClusterChange): void;
  /** Notes that an instance is not any more where it was: by this change, or because it was removed. */
  moved(instanceId: string, before: Places, delivery: DeliveryRecord): void;
  removed(instance: InstanceRecord, delivery: DeliveryRecord): void;
  /** What has to be remembered with the new state of an instance, so that `stage` can tell what it never got. */
  withSkipped(instanceId: string, before: DeliveryRecord, after: DeliveryRecord): DeliveryRecord;
  /** Counts anew after the state of an instance has changed. */
  recount(instanceId: string, before: DeliveryRecord, after: DeliveryRecord): void;
  /** How far it is at an instance; null: it does not reach it. */
  stage(instanceId: string, rollout: KeptRollout, delivery: DeliveryRecord): Stage | null;
  /** Whether one of a newer change is not at its end. */
  isOpenAfter(number: number): boolean;
  /** Resolves when all that was changed is stored. */
  stored(): Promise<void>;
}

interface Parts {
  readonly registry: Registry;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly changed: (rollout: KeptRollout) => void;
}

export function createRollouts({ registry, clock, log, changed }: Parts): Rollouts {
  const view = registry.clusters;
  const live = createLiveKeys(view);
  /** By number, the oldest first. */
  const kept = new Map<number, KeptRollout>();
  /** Those that are not at their end, the oldest first. */
  const open = new Map<number, KeptRollout>();
  let unstored = new Set<KeptRollout>();
  let storing: Promise<void> = Promise.resolve();

  for (const record of [...registry.rollouts.all.values()].sort((a, b) => a.number - b.number)) enter(record);
  for (const rollout of open.values()) {
    Object.assign(rollout, { pending: 0, rejected: 0, superseded: rollout.left.size });
    if (rollout.record.replacedBy === null && isReplaced(rollout)) replace(rollout, registry.changes.last());
  }
  const newestOpen = Math.max(0, ...[...open.keys()].slice(-1));
  for (const id of registry.instances.all.keys()) countIn(id);
  for (const rollout of [...open.values()]) touch(rollout);

  function enter(record: KeptRollout['record']): KeptRollout {
    const rollout = keptRollout(record);
    kept.set(record.number, rollout);
    if (record.endedAt === null) open.set(record.number, rollout);
    return rollout;
  }

  function isReplaced({ record }: KeptRollout): boolean {
    return record.keyCount > 0 && live.isReplaced(record.number);
  }

  function replace(rollout: KeptRollout, by: number): void {
    rollout.record = { ...rollout.record, replacedBy: by };
    store(rollout);
  }

  function countIn(id: string): void {
    const delivery = registry.deliveries.get(id) ?? NOTHING_CONFIRMED;
    if (delivery.confirmed >= newestOpen && !hasExceptions(delivery)) return;
    for (const rollout of open.values()) add(rollout, stage(id, rollout, delivery), 1);
  }

  function add(rollout: KeptRollout, at: Stage | null, count: number): void {
    if (at !== null && at !== 'applied') rollout[at] += count;
  }

  function stage(id: string, { record, roots }: KeptRollout, delivery: DeliveryRecord): Stage | null {
    const { number, replacedBy } = record;
    const reached = reachedBy(view, id, number, roots);
    if (reached === null) return null;
    return stageOf(number, reached === 'set' ? replacedBy : null, delivery);
  }

  /** Those of which this state of an instance may tell something else than the other one. */
  function* affected(before: DeliveryRecord, after: DeliveryRecord): Generator<KeptRollout> {
    const refused = new Set([...refusedIn(before), ...refusedIn(after)]);
    for (const number of refused) {
      const rollout = kept.get(number);
      if (rollout !== undefined) yield rollout;
    }
    if (before.confirmed === after.confirmed) return;
    for (const [number, rollout] of open) {
      if (number > after.confirmed) return;
      if (number > before.confirmed && !refused.has(number)) yield rollout;
    }
  }

  function touch(rollout: KeptRollout): void {
    const { record, pending } = rollout;
    const isEnded = pending === 0;
    if (isEnded && record.endedAt === null) {
      rollout.record = { ...record, endedAt: clock.now() };
      open.delete(record.number);
    }
    if (rollout.record.endedAt !== null) store(rollout);
    changed(rollout);
  }

  /** What changes in one go is stored once. */
  function store(rollout: KeptRollout): void {
    if (unstored.size === 0) storing = storing.then(storeAll);
    unstored.add(rollout);
  }

  async function storeAll(): Promise<void> {
    const rollouts = unstored;
    unstored = new Set();
    const puts = [...rollouts].map(async (rollout) => {
      const { rejected, superseded, left, record } = rollout;
      rollout.record = { ...record, rejected, superseded, left: [...left] };
      if (kept.has(record.number)) await registry.rollouts.putAtOnce(String(record.number), rollout.record);
    });
    await Promise.all(puts).catch((error: unknown) =>
      log.error({ err: error }, 'how far a rollout is could not be stored; a restart counts it anew'),
    );
  }

  function prune(): void {
    if (kept.size <= KEPT) return;
    for (const number of kept.keys()) {
      if (kept.size <= KEPT) return;
      if (open.has(number)) continue;
      kept.delete(number);
      registry.rollouts.removeAtOnce(String(number)).catch((error: unknown) => {
        log.warn({ rollout: number, err: error }, 'an old rollout could not be forgotten; it is tried again later');
      });
    }
  }

  /** Of those that were not at their end at an instance, and do not reach it any more. */
  function leave(id: string, before: Places, delivery: DeliveryRecord): void {
    const numbers = new Set([...refusedIn(delivery), ...(delivery.skipped === undefined ? open : kept).keys()]);
    for (const number of numbers) {
      const rollout = kept.get(number);
      if (rollout === undefined || reachedBy(view, id, number, rollout.roots) !== null) continue;
      const reached = reachedBy(before, id, number, rollout.roots);
      if (reached === null) continue;
      const was = stageOf(number, reached === 'set' ? rollout.record.replacedBy : null, delivery);
      if (was === 'applied') continue;
      add(rollout, was, -1);
      rollout.superseded += 1;
      rollout.left.add(id);
      store(rollout);
      touch(rollout);
    }
  }

  return {
    get: (number) => kept.get(number),
    newest: () => [...kept.values()].reverse(),
    stage,
    moved: leave,
    removed: (instance, delivery) => leave(instance.id, placesOfGone(view, instance), delivery),
    note(change, total) {
      for (const number of live.note(change)) {
        const rollout = kept.get(number);
        if (rollout !== undefined && rollout.record.replacedBy === null) replace(rollout, change.number);
      }
      if (total === 0) return;
      const rollout = enter(rolloutOf(change, total));
      rollout.pending = total;
      store(rollout);
      changed(rollout);
      prune();
    },
    restore(change) {
      if (kept.has(change.number)) return;
      const rollout = keptRollout(rolloutOf(change, 0));
      const isReplacedNow = isReplaced(rollout);
      rollout.record = { ...rollout.record, replacedBy: isReplacedNow ? registry.changes.last() : null };
      const stages = [...registry.instances.all.keys()].flatMap(
        (id) => stage(id, rollout, registry.deliveries.get(id) ?? NOTHING_CONFIRMED) ?? [],
      );
      if (stages.length === 0) return;
      const restored = enter({ ...rollout.record, total: stages.length });
      for (const each of stages) add(restored, each, 1);
      store(restored);
      touch(restored);
    },
    withSkipped(id, before, after) {
      const skipped = [...(after.skipped ?? [])];
      const isSkipped = ({ record, roots }: KeptRollout) =>
        record.replacedBy !== null &&
        record.replacedBy <= after.confirmed &&
        reachedBy(view, id, record.number, roots) === 'set';
      const refused = new Set(refusedIn(after));
      for (const rollout of affected(before, after)) {
        const { number } = rollout.record;
        if (!isSkipped(rollout) || refused.has(number)) continue;
        const [from, to] = number > before.confirmed ? [before.confirmed, after.confirmed] : [number - 1, number];
        const last = skipped.at(-1);
        if (last?.[0] !== from || last[1] !== to) skipped.push([from, to, after.confirmed]);
      }
      if (skipped.length === 0) return after;
      const [oldest = 0] = kept.keys();
      const known = skipped.filter(([, to]) => to >= oldest);
      const { skipped: _before, ...others } = after;
      return known.length === 0 ? others : { ...others, skipped: known };
    },
    recount(id, before, after) {
      for (const rollout of [...affected(before, after)]) {
        const [was, is] = [stage(id, rollout, before), stage(id, rollout, after)];
        if (was === is) continue;
        add(rollout, was, -1);
        add(rollout, is, 1);
        touch(rollout);
      }
    },
    isOpenAfter(number) {
      for (const each of open.keys()) if (each > number) return true;
      return false;
    },
    async stored() {
      while (unstored.size > 0) await storing;
      await storing;
    },
  };
}

function stageOf(number: number, replacedBy: number | null, delivery: DeliveryRecord): Stage {
  if (delivery.confirmed < number) return 'pending';
  if (refusedIn(delivery).includes(number)) return 'rejected';
  const isSkipped = ([after, upTo, by]: readonly [number, number, number]) =>
    after < number && number <= upTo && replacedBy !== null && replacedBy <= by;
  return delivery.skipped?.some(isSkipped) === true ? 'superseded' : 'applied';
}

function refusedIn({ rejected }: DeliveryRecord): readonly number[] {
  return Object.values(rejected).map(({ number }) => number);
}

function hasExceptions({ rejected, skipped }: DeliveryRecord): boolean {
  return skipped !== undefined || Object.keys(rejected).length > 0;
}
