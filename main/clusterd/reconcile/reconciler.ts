import type { Delivered, Outcome, Rollout } from '#shared/clusterd/rollouts.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { NOTHING_TO_DELIVER } from '#shared/model/instance.ts';
import { isForeign } from '../identity/refuse.ts';
import type { Fleet } from '../instances/fleet.ts';
import type { Ports } from '../ports.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import { blockedBy } from './blocked.ts';
import { createDeliverOnce } from './deliver-once.ts';
import { createDeliveryBook } from './delivery-book.ts';
import type { Delivering } from './delivering.ts';
import { publicRollout, type KeptRollout } from './kept-rollout.ts';
import { createOutcomes, deliveredOf } from './outcomes.ts';
import { touchedBy, instancesAt, leftBy, placesBefore, reachedOf } from './reached-by.ts';
import { createRollouts, type Rollouts } from './rollouts.ts';
import { createSchedule } from './schedule.ts';
import { createSlices } from './slices.ts';
import { createTaking } from './taking.ts';
import { startPruning } from './prune-tombstones.ts';
import { createWaiting } from './waiting.ts';

/** Where it is told what deliveries do. Each may be called often; gathering is the listener's. */
export interface Telling {
  /** How far an instance is has changed. */
  readonly instance: (id: string) => void;
  /** What a rollout counts has changed. It is read when it is told: ten thousand members change it ten thousand times. */
  readonly rollout: (id: number, read: () => Rollout) => void;
  /** These keys of an instance were written. */
  readonly keys: (instanceId: string, keys: readonly string[]) => void;
}

interface Parts extends Pick<Ports, 'clock' | 'random' | 'log'> {
  readonly registry: Registry;
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly effective: Effective;
  readonly tell: Telling;
  /** How many keys of an instance are known to be something else than what was delivered. */
  readonly drifted?: (instanceId: string) => number;
}

/** Brings the members of clusters to what their clusters set, and tells how far that is. */
export interface Reconciler extends Delivering {
  /** The newest first. */
  rollouts(): readonly Rollout[];
  /** @throws ElektraError ROLLOUT_NOT_FOUND */
  rollout(number: number): Rollout & { readonly outcomes: Outcome[] };
  /** Tries again now where it is not applied. @throws ElektraError ROLLOUT_NOT_FOUND */
  retry(
    number: number,
    instanceIds: readonly string[] | undefined,
    wait: number,
    signal: AbortSignal,
  ): Promise<Delivered>;
  /** Goes on with what the last run of the program has left. */
  start(): Promise<void>;
  /** Ends what runs; resolves when nothing is written any more, and all is stored. */
  close(): Promise<void>;
}

/** So many of the newest changes may have been stored just before a crash, without what follows from them. */
const JUST_STORED = 20;

const NOTHING_CHANGED: Delivered = { rollout: null, state: 'all', outcomes: [] };

export function createReconciler(parts: Parts): Reconciler {
  const { registry, effective, clock, log, tell, drifted = () => 0 } = parts;
  const view = registry.clusters;
  const slices = createSlices(clock);
  const waiting = createWaiting(clock, slices);
  const taking = createTaking(view);
  const uncertain = new Map<string, number>();
  /** Of changes whose number is known their effects may not be: this one is applied, with all before it. */
  let seen = registry.changes.last();
  const shown = (rollout: KeptRollout) => publicRollout(rollout, unknownIn(rollout));
  const rollouts = createRollouts({ registry, clock, log, changed: tellRollout });
  const book = createDeliveryBook(registry, effective, rollouts, log);
  const run = createDeliverOnce({
    ...parts,
    ...{ book, rollouts, taking },
    seen: () => seen,
    wrote: tell.keys,
    uncertain(id, due) {
      const numbers = [uncertain.get(id), due?.number];
      if (due === null) uncertain.delete(id);
      else uncertain.set(id, due.number);
      for (const rollout of numbers.flatMap((number) => rollouts.get(number ?? 0) ?? [])) tellRollout(rollout);
    },
  });
  const mayTry = (id: string) => blockedBy(registry, effective, id, undefined) === null;
  const schedule = createSchedule({ clock, random: parts.random, run, mayTry, settled: look });
  const blocked = (id: string) => blockedBy(registry, effective, id, schedule.failure(id));
  const outcomes = createOutcomes({
    ...{ registry, rollouts, book, blocked },
    uncertain: (id) => uncertain.get(id) ?? null,
  });
  const stopPruning = startPruning(registry, book, { clock, log });

  function tellRollout(rollout: KeptRollout): void {
    tell.rollout(rollout.record.number, () => shown(rollout));
  }

  function unknownIn(rollout: KeptRollout): number {
    const ids = [...uncertain].filter(([, number]) => number === rollout.record.number).map(([id]) => id);
    return ids.filter((id) => rollouts.stage(id, rollout, book.record(id)) === 'pending').length;
  }

  /** How far an instance is may have changed. */
  function look(id: string): void {
    waiting.look(id);
    tell.instance(id);
  }

  function isBehind(id: string): boolean {
    const record = book.record(id);
    return (
      record.compare !== null ||
      effective.dueCount(id, record) > 0 ||
      rollouts.isOpenAfter(record.confirmed) ||
      hasNotes(id)
    );
  }

  /** What is noted of its keys may be of keys that no cluster sets any more. */
  function hasNotes(id: string): boolean {
    const { rejected, readBack } = book.record(id);
    return Object.keys(rejected).length + Object.keys(readBack).length > 0;
  }

  function want(id: string): void {
    if (registry.instances.get(id) !== undefined && isBehind(id)) {
      if (mayTry(id) || book.due(id).keys.length === 0) schedule.want(id);
    }
    look(id);
  }

  function note(change: ClusterChange): void {
    seen = change.number;
    taking.note(change);
    const before = placesBefore(view, change);
    for (const id of leftBy(view, change)) rollouts.moved(id, before, book.record(id));
    rollouts.note(change, reachedOf(view, change).length);
    const { clusterIds, instanceIds } = touchedBy(change);
    slices.run(instancesAt(view, clusterIds, instanceIds), want);
  }

  function noteInstance(before: InstanceRecord | undefined, after: InstanceRecord | undefined): void {
    if (before === undefined) return;
    const { id } = before;
    if (after === undefined) {
      rollouts.removed(before, book.record(id));
      book.forget(id);
      registry.taken.forget(id);
      schedule.forget(id);
      uncertain.delete(id);
      return waiting.look(id);
    }
    if (after.clusterId === null && registry.deliveries.get(id) === undefined) return;
    const isBack = before.seen.state !== 'online' && after.seen.state === 'online';
    const isOurs = isForeign(before) && !isForeign(after);
    const isElsewhere = before.canonicalHost !== after.canonicalHost;
    if ((isBack || isOurs || isElsewhere) && mayTry(id) && isBehind(id)) schedule.wantNow(id);
    if (before.seen.state !== after.seen.state || isForeign(before) !== isForeign(after)) look(id);
  }

  function isDecided(rollout: KeptRollout): (id: string) => boolean {
    return (id) => {
      if (book.isRetried(id)) return false;
      return rollouts.stage(id, rollout, book.record(id)) !== 'pending' || blocked(id) !== null;
    };
  }

  function rolloutAt(number: number): KeptRollout {
    const rollout = rollouts.get(number);
    if (rollout !== undefined) return rollout;
    throw new ElektraError('ROLLOUT_NOT_FOUND', undefined, { data: { id: String(number) } });
  }

  registry.changes.onCommit(note);
  registry.instances.watch(noteInstance);
  return {
    record: book.record,
    summary(id) {
      if (registry.instances.get(id)?.clusterId === null) return NOTHING_TO_DELIVER;
      const record = book.record(id);
      const pending = effective.dueCount(id, record);
      const reason = pending === 0 ? null : (blocked(id)?.reason ?? 'waiting');
      return { pending, rejected: Object.keys(record.rejected).length, drifted: drifted(id), reason };
    },
    async delivered(change, wait, signal) {
      const rollout = change === null ? undefined : rollouts.get(change.number);
      if (change === null || rollout === undefined) return NOTHING_CHANGED;
      const ids = reachedOf(view, change);
      await waiting.until(ids, isDecided(rollout), wait * 1000, signal);
      return deliveredOf(rollout, await slices.map(ids, (id) => outcomes.of(id, rollout)));
    },
    async compare(ids, reason) {
      const known = ids.filter((id) => registry.instances.get(id) !== undefined);
      const stored = known.map((id) => book.compare(id, reason));
      for (const id of known) {
        if (mayTry(id)) schedule.wantNow(id);
        look(id);
      }
      await Promise.all(stored);
    },
    rollouts: () => rollouts.newest().map(shown),
    rollout(number) {
      const rollout = rolloutAt(number);
      return { ...shown(rollout), outcomes: [...outcomes.notApplied(rollout)] };
    },
    async retry(number, instanceIds, wait, signal) {
      const rollout = rolloutAt(number);
      const ids = outcomes.notApplied(rollout).map(({ instanceId }) => instanceId as string);
      const open = ids.filter((id) => {
        const stage = rollouts.stage(id, rollout, book.record(id));
        return (stage === 'pending' || stage === 'rejected') && (instanceIds?.includes(id) ?? true);
      });
      for (const id of open) {
        const instance = registry.instances.get(id);
        if (instance === undefined || isForeign(instance) || effective.isPaused(id)) continue;
        book.retry(id);
        schedule.wantNow(id);
      }
      await waiting.until(open, isDecided(rollout), wait * 1000, signal);
      return deliveredOf(rollout, await slices.map(open, (id) => outcomes.of(id, rollout)));
    },
    async start() {
      await restoreRollouts(registry, rollouts);
      const isGone = (id: string) => registry.instances.get(id) === undefined;
      for (const id of [...registry.deliveries.all.keys()].filter(isGone)) book.forget(id);
      for (const id of [...registry.taken.instanceIds()].filter(isGone)) registry.taken.forget(id);
      slices.run(registry.instances.all.keys(), (id) => {
        if (isBehind(id)) want(id);
      });
    },
    async close() {
      stopPruning();
      slices.stop();
      waiting.stop();
      await schedule.close();
      await rollouts.stored();
    },
  };
}

async function restoreRollouts({ changes }: Pick<Registry, 'changes'>, rollouts: Rollouts): Promise<void> {
  const newest = rollouts.newest()[0]?.record.number ?? 0;
  for (const { number, kind } of [...changes.kept()].slice(-JUST_STORED)) {
    if (kind !== 'cluster' || number <= newest) continue;
    const change = await changes.read(number);
    if (change?.kind === 'cluster') rollouts.restore(change);
  }
}
