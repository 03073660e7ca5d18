import { createPace, inSteps, type Pace, type Steps } from '../pace.ts';
import type { Clock, Document, DocumentStore, Log } from '../ports.ts';
import { replacedBy, showEffects, storeEffects, type ClusterCollections } from './apply-effects.ts';
import { sweepParts } from './change-parts.ts';
import type { ChangeRecord, ClusterChange } from './change-records.ts';
import type { Effects } from './cluster-records.ts';
import { createInstanceChanges, type InstanceChanges } from './instance-changes.ts';
import { createKeptChanges, withImpliedOutcomes, type KeptChange } from './kept-changes.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { SecretValues } from './secret-values.ts';
import {
  changesIn,
  formParts,
  putHead,
  readChange,
  removeChange,
  storeClusterChange,
  type SettingForm,
} from './stored-changes.ts';
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

/** An act on clusters that is to become a change. */
export interface ClusterAct extends Actor {
  readonly act: string;
  readonly clusterId: string | null;
  /** What it does to the registry as it is now, which stays so until it is done; null: nothing at all. Throws what forbids it. */
  effects(stamp: Stamp): Effects | null | Steps<Effects | null>;
}

/**
 * All changes, numbered by one counter. Each is one durable record before anything of it is seen or sent; the records of clusters, settings, tombstones
 * and members are made from these.
 */
export interface Changes extends InstanceChanges {
  /** The number of the newest change. */
  last(): number;
  /** The number of the newest change of clusters that readers see. */
  seen(): number;
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

/** A change as it lies in the store; in parts, it has only what is in its own document. */
interface Lying {
  readonly change: ClusterChange;
  readonly hasSecrets: boolean;
}

/** Applies again what was stored but perhaps not applied when the program ended. @throws StartRefused when a record is damaged */
export async function openChanges(parts: Parts): Promise<Changes> {
  const { store, documents, collections, secrets, turn, clock, log } = parts;
  let applied = appliedOf(documents);
  const found = changesIn(documents);
  const kept = createKeptChanges(withImpliedOutcomes(found), {
    remove: (change) => removeChange(store, change),
    isNeeded: (change) => change.kind === 'cluster' && change.number > applied,
    log,
  });
  let last = Math.max(applied, ...found.slice(-1).map(({ number }) => number));
  const again = found.filter((change) => change.kind === 'cluster' && change.number > applied) as ClusterChange[];
  for (const change of again) {
    const { effects } = secrets.opened(change);
    showEffects(collections, effects);
    // Without rests: nobody else is there yet, and the clock's timers alone keep no process alive.
    await storeEffects(collections, effects, { turn: (work) => work(), pace: NO_RESTS });
  }
  await noteApplied(last);
  await secrets.storeAgain(plainKeys(documents));
  for (const change of found) {
    // Here each has all its parts, so that these are read again only where something is to be dropped.
    if (change.kind === 'cluster' && secrets.dropped(change) !== change) await forgetSecrets(change);
  }
  let seen = last;
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
    await putHead(store, change);
    kept.note(change);
  }

  /** In the order of their numbers, and behind each other. `lying`: the change as it lies in the store. `marked`: what is secret from now on. */
  async function storeRecords(
    { number, effects }: ClusterChange,
    lying: Lying,
    marked: SecretKeys | null,
    pace: Pace,
  ): Promise<void> {
    try {
      await storeEffects(collections, effects, { turn, pace });
      if (marked !== null) await secrets.storeAgain(marked);
      if (number < stuck) await noteApplied(number);
    } catch (error) {
      stuck = Math.min(stuck, number);
      log.error({ change: number, err: error }, 'the records of a change are not stored yet; its own record is');
    }
    if (number >= stuck) return;
    try {
      if (lying.hasSecrets) await forgetSecrets(lying.change);
      if (marked !== null) await forgetEarlierSecrets(number);
    } catch (error) {
      log.warn({ change: number, err: error }, 'values of secret keys stay in changes until the next start');
    }
  }

  /** Of a change that is applied. */
  async function forgetSecrets(change: ClusterChange): Promise<void> {
    if (kept.get(change.number) === undefined) return;
    if (change.parts > 0) return formParts(store, change, secrets.dropping);
    const without = secrets.dropped(change);
    if (without !== change) await keep(without);
  }

  /** What was no secret when it was changed, and is one now. */
  async function forgetEarlierSecrets(before: number): Promise<void> {
    for (const { number, kind } of [...kept.all()]) {
      if (kind !== 'cluster' || number >= before) continue;
      const change = await readChange(store, number);
      if (change?.kind === 'cluster') await forgetSecrets(change);
    }
  }

  /** A number is taken before it is known whether anything is done, as others may take one meanwhile. */
  async function decided(decide: ClusterAct['effects'], stamp: Stamp, pace: Pace): Promise<Effects | null> {
    last = stamp.number;
    let effects: Effects | null = null;
    try {
      const decision = decide(stamp);
      effects = isSteps(decision) ? await inSteps(decision, pace) : decision;
    } finally {
      if (effects === null && last === stamp.number) last -= 1;
    }
    return effects;
  }

  return {
    last: () => last,
    seen: () => seen,
    commit: ({ act, clusterId, by, note, effects: decide }) =>
      turn(async () => {
        const pace = createPace(clock);
        const stamp = { number: last + 1, at: clock.now(), by };
        const effects = await decided(decide, stamp, pace);
        if (effects === null) return null;
        const before = await inSteps(replacedBy(effects, collections), pace);
        const change: ClusterChange = { kind: 'cluster', ...stamp, act, note, clusterId, parts: 0, effects, before };
        const marked = secrets.marks(change);
        const secret = secrets.among(change);
        if (secret !== null) await secrets.ready();
        if (pace.isDue()) await pace.rest();
        const lying = await storeClusterChange(store, change, secret === null ? asItIs : secrets.sealing(secret));
        const stored = { ...change, parts: lying.parts };
        kept.note(stored);
        if (pace.isDue()) await pace.rest();
        // In one moment: whoever delivers must not see places or settings of a change that is not noted yet.
        showEffects(collections, effects);
        seen = stamp.number;
        const storing = { change: lying, hasSecrets: secret !== null };
        applying = applying.then(() => storeRecords(stored, storing, marked, pace));
        for (const listener of listeners) listener(stored);
        if (pace.isDue()) await pace.rest();
        return stored;
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
      const change = await readChange(store, number);
      const isEnded = kept.get(number)?.isOpen === false;
      return change?.kind === 'instance' && change.outcome === 'open' && isEnded
        ? { ...change, outcome: 'done' }
        : change;
    },
  };
}

function isSteps<T extends object>(decision: T | null | Steps<T | null>): decision is Steps<T | null> {
  return decision !== null && Symbol.iterator in decision;
}

const NO_RESTS: Pace = { isDue: () => false, rest: async () => undefined };

const asItIs: SettingForm = (setting) => setting;

function appliedOf(documents: readonly Document[]): number {
  const number = documents.find(({ _id }) => _id === APPLIED_ID)?.number;
  return typeof number === 'number' ? number : 0;
}
