import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Clock, Document, DocumentStore, Log } from '../ports.ts';
import { applyEffects, replacedBy, type ClusterCollections } from './apply-effects.ts';
import { removeParts, sweepParts } from './change-parts.ts';
import { ChangeRecord, type ClusterChange } from './change-records.ts';
import type { Effects } from './cluster-records.ts';
import { createInstanceChanges, type InstanceChanges } from './instance-changes.ts';
import { createKeptChanges, withImpliedOutcomes, type KeptChange } from './kept-changes.ts';
import type { Turn } from './turns.ts';

/** Who acts, and why. */
export interface Actor {
  readonly by: string;
  readonly note: string | null;
}

/** What a change of clusters is stamped with, before it is known what it does. */
export interface Stamp {
  readonly number: number;
  readonly at: number;
  readonly by: string;
}

interface ClusterAct extends Actor {
  readonly act: string;
  readonly clusterId: string | null;
  /** What it does to the registry as it is now; null: nothing at all. Throws what forbids it. */
  effects(stamp: Stamp): Effects | null;
}

/**
 * All changes, numbered by one counter. Each is one durable record before anything of it is seen or sent; the records of clusters, settings, tombstones
 * and members are made from these.
 */
export interface Changes extends InstanceChanges {
  /** The number of the newest change. */
  last(): number;
  /**
   * Decides, stores and applies a change of clusters in one turn of the registry; resolves when it is durable and seen by readers.
   * @returns null when there was nothing to do
   * @throws ElektraError of `effects`, or STORAGE_FAILED, after which nothing has changed
   */
  commit(act: ClusterAct): Promise<ClusterChange | null>;
  /** Is told of each change of clusters, after readers see it, in the order of their numbers. */
  onCommit(listener: (change: ClusterChange) => void): void;
  /** Acts whose outcome is not known, oldest first: those that run now, and those that a crash has left. */
  open(): readonly KeptChange[];
  /** What is kept of all changes without reading them, oldest first. */
  kept(): Iterable<KeptChange>;
  read(number: number): Promise<ChangeRecord | null>;
}

const PREFIX = 'change/';
const HEAD_ID = /^change\/\d+$/;
/** The number up to which the records that are made from changes are stored. */
const APPLIED_ID = 'meta/applied';

interface Parts {
  readonly store: DocumentStore;
  readonly documents: readonly Document[];
  readonly collections: ClusterCollections;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly log: Log;
}

/** Applies again what was stored but perhaps not applied when the program ended. @throws StartRefused when a record is damaged */
export async function openChanges({ store, documents, collections, turn, clock, log }: Parts): Promise<Changes> {
  let applied = appliedOf(documents);
  const found = documents.flatMap((document) => (HEAD_ID.test(document._id) ? [readChange(document)] : []));
  found.sort((a, b) => a.number - b.number);
  const kept = createKeptChanges(withImpliedOutcomes(found), {
    async remove({ number, parts }) {
      await store.remove(PREFIX + number);
      await removeParts(store, number, parts);
    },
    isNeeded: (change) => change.kind === 'cluster' && change.number > applied,
    log,
  });
  let last = Math.max(applied, ...found.slice(-1).map(({ number }) => number));
  const again = found.filter((change) => change.kind === 'cluster' && change.number > applied) as ClusterChange[];
  for (const { effects } of again) await applyEffects(collections, effects);
  await noteApplied(last);
  const numbers = new Set(found.map(({ number }) => number));
  await sweepParts(store, documents, (number) => numbers.has(number));
  const listeners: ((change: ClusterChange) => void)[] = [];
  const instanceChanges = createInstanceChanges({
    store,
    clock,
    log,
    nextNumber: () => (last += 1),
    keep,
    note: (change) => kept.note(change),
  });
  /** The number of the first change whose records could not be stored; they are made again at the next start. */
  let stuck = Infinity;

  async function noteApplied(number: number): Promise<void> {
    if (number <= applied) return;
    await store.put({ _id: APPLIED_ID, number });
    applied = number;
  }

  async function keep(change: ChangeRecord): Promise<void> {
    await store.put({ _id: PREFIX + change.number, ...change });
    kept.note(change);
  }

  function apply({ number, effects }: ClusterChange): void {
    applyEffects(collections, effects)
      .then(async () => {
        if (number < stuck) await noteApplied(number);
      })
      .catch((error: unknown) => {
        stuck = Math.min(stuck, number);
        log.error({ change: number, err: error }, 'the records of a change are not stored yet; its own record is');
      });
  }

  return {
    last: () => last,
    commit: ({ act, clusterId, by, note, effects: decide }) =>
      turn(async () => {
        const stamp = { number: last + 1, at: clock.now(), by };
        const effects = decide(stamp);
        if (effects === null) return null;
        last = stamp.number;
        const before = replacedBy(effects, collections);
        const change: ClusterChange = { kind: 'cluster', ...stamp, act, note, clusterId, effects, before };
        await keep(change);
        apply(change);
        for (const listener of listeners) listener(change);
        return change;
      }),
    onCommit(listener) {
      listeners.push(listener);
    },
    begin: instanceChanges.begin,
    settle: instanceChanges.settle,
    settleSoon: instanceChanges.settleSoon,
    keys: instanceChanges.keys,
    flush: instanceChanges.flush,
    open: () => kept.open(),
    kept: () => kept.all(),
    async read(number) {
      const waiting = instanceChanges.waiting(number);
      if (waiting !== undefined) return waiting;
      const document = await store.get(PREFIX + number);
      if (document === null) return null;
      const change = readChange(document);
      const isEnded = kept.get(number)?.isOpen === false;
      return change.kind === 'instance' && change.outcome === 'open' && isEnded
        ? { ...change, outcome: 'done' }
        : change;
    },
  };
}

function readChange({ _id, ...fields }: Document): ChangeRecord {
  const parsed = ChangeRecord.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StartRefused(
    `The record ${_id} of the registry is damaged (${issue?.path.join('.')}: ${issue?.message}). Nothing was changed; restore the registry from a backup.`,
  );
}

function appliedOf(documents: readonly Document[]): number {
  const number = documents.find(({ _id }) => _id === APPLIED_ID)?.number;
  return typeof number === 'number' ? number : 0;
}
