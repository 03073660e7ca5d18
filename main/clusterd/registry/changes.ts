import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Clock, Document, DocumentStore, Log } from '../ports.ts';
import { applyEffects, replacedBy, type ClusterCollections } from './apply-effects.ts';
import { removeParts, sweepParts } from './change-parts.ts';
import { ChangeRecord, type ClusterChange } from './change-records.ts';
import type { Effects } from './cluster-records.ts';
import { createInstanceChanges, type InstanceChanges } from './instance-changes.ts';
import { createKeptChanges, withImpliedOutcomes, type KeptChange } from './kept-changes.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { SecretValues } from './secret-values.ts';
import { plainKeys } from './stored-secrets.ts';
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
  /** Values of secret keys are sealed in it, or dropped. */
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
  readonly secrets: SecretValues;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly log: Log;
}

/** Applies again what was stored but perhaps not applied when the program ended. @throws StartRefused when a record is damaged */
export async function openChanges(parts: Parts): Promise<Changes> {
  const { store, documents, collections, secrets, turn, clock, log } = parts;
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
  for (const change of again) await applyEffects(collections, secrets.opened(change).effects);
  await noteApplied(last);
  await secrets.storeAgain(plainKeys(documents));
  for (const change of found) if (change.kind === 'cluster') await forgetSecrets(change);
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
  /** Ends when all records of the changes so far are stored, or could not be. */
  let applying: Promise<unknown> = Promise.resolve();

  async function noteApplied(number: number): Promise<void> {
    if (number <= applied) return;
    await store.put({ _id: APPLIED_ID, number });
    applied = number;
  }

  async function keep(change: ChangeRecord): Promise<void> {
    await store.put({ _id: PREFIX + change.number, ...change });
    kept.note(change);
  }

  /** `lying`: the same change as it lies in the store. `marked`: what is secret from now on. */
  function apply({ number, effects }: ClusterChange, lying: ClusterChange, marked: SecretKeys | null): void {
    const stored = Promise.all([applyEffects(collections, effects), marked && secrets.storeAgain(marked)])
      .then(async () => {
        if (number < stuck) await noteApplied(number);
      })
      .catch((error: unknown) => {
        stuck = Math.min(stuck, number);
        log.error({ change: number, err: error }, 'the records of a change are not stored yet; its own record is');
      });
    const forgotten = stored
      .then(async () => {
        if (number >= stuck) return;
        await forgetSecrets(lying);
        if (marked !== null) await forgetEarlierSecrets(number);
      })
      .catch((error: unknown) => {
        log.warn({ change: number, err: error }, 'values of secret keys stay in changes until the next start');
      });
    applying = Promise.all([applying, forgotten]);
  }

  /** Of a change that is applied. */
  async function forgetSecrets(change: ClusterChange): Promise<void> {
    const without = secrets.dropped(change);
    if (without !== change && kept.get(change.number) !== undefined) await keep(without);
  }

  /** What was no secret when it was changed, and is one now. */
  async function forgetEarlierSecrets(before: number): Promise<void> {
    for (const { number, kind } of [...kept.all()]) {
      if (kind !== 'cluster' || number >= before) continue;
      const document = await store.get(PREFIX + number);
      const change = document === null ? null : readChange(document);
      if (change?.kind === 'cluster') await forgetSecrets(change);
    }
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
        const marked = secrets.marks(change);
        const secret = secrets.among(change);
        if (secret !== null) await secrets.ready();
        const lying = secret === null ? change : secrets.sealed(change, secret);
        await keep(lying);
        apply(change, lying, marked);
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
    async flush() {
      await applying;
      await instanceChanges.flush();
    },
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
