import type { Clock, DocumentStore, Log } from '../ports.ts';
import { dropSecretsInParts, keysOf, storeKeys, withoutSecret } from './change-parts.ts';
import type { ChangedKey, InstanceChange } from './change-records.ts';

/** An act on an instance that is about to be begun. */
export interface NewInstanceChange extends Pick<InstanceChange, 'instanceId' | 'act' | 'by' | 'note'> {
  /** Looked through once, with rests in between. */
  readonly keys: Iterable<ChangedKey>;
}

/** What became of an act. */
export type Ending = Pick<InstanceChange, 'outcome' | 'left'> & { readonly keys: InstanceChange['keys'] | null };

/** The changes that are acts on instances. */
export interface InstanceChanges {
  /** Stores an act on an instance before its first request leaves. Resolves to its record, whose outcome is open. */
  begin(change: NewInstanceChange): Promise<InstanceChange>;
  /** Notes what became of it, and stores that; secret values are dropped then. */
  settle(change: InstanceChange): Promise<void>;
  /**
   * The same for what nobody waits for. It is stored together with the next change, or a moment later; a crash before leaves the change open. That an act
   * is done is not stored at all when the next one on that instance is. `keys` null: they are as it was begun with.
   */
  settleSoon(begun: InstanceChange, end: Ending): void;
  /** The keys of a change, wherever they are stored. @throws ElektraError STORAGE_FAILED */
  keys(change: InstanceChange): AsyncIterable<readonly ChangedKey[]>;
  /** Stores what is still to be stored, and waits for it. */
  flush(): Promise<void>;
}

/** How long an outcome that nobody waits for may wait for another write to go with, in milliseconds. */
const SOON_MS = 100;

interface Parts {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly log: Log;
  nextNumber(): number;
  /** Stores the record, and notes it. */
  keep(change: InstanceChange): Promise<void>;
  /** Notes a record that will be stored. */
  note(change: InstanceChange): void;
}

/** `waiting`: an outcome that is noted and not stored yet. */
export function createInstanceChanges({ store, clock, log, nextNumber, keep, note }: Parts): InstanceChanges & {
  waiting(number: number): InstanceChange | undefined;
} {
  /** To be stored with the next change. */
  let soon = new Map<number, InstanceChange>();
  /** Done; to be stored unless the instance's next change is there before. By instance. */
  let done = new Map<string, InstanceChange>();
  const underWay = new Map<number, InstanceChange>();
  let storing: Promise<unknown> = Promise.resolve();
  let stopTimer: (() => void) | null = null;

  async function settle(change: InstanceChange): Promise<void> {
    if (change.outcome === 'open' || change.outcome === 'unsettled') return keep(change);
    await keep({ ...change, keys: change.keys.map(withoutSecret) });
    if (change.secrets) await dropSecretsInParts(store, change);
  }

  function storeAll(): void {
    stopTimer?.();
    stopTimer = null;
    for (const change of done.values()) soon.set(change.number, change);
    done = new Map();
    storeWaiting();
  }

  function storeWaiting(): void {
    if (soon.size === 0) return;
    const outcomes = [...soon.values()];
    soon = new Map();
    storing = Promise.all([storing, ...outcomes.map(storeOutcome)]);
  }

  async function storeOutcome(change: InstanceChange): Promise<void> {
    underWay.set(change.number, change);
    try {
      await settle(change);
    } catch (error) {
      log.error({ change: change.number, err: error }, 'the outcome of a change could not be stored');
    } finally {
      underWay.delete(change.number);
    }
  }

  return {
    async begin({ keys, ...change }) {
      const number = nextNumber();
      const at = clock.now();
      const stored = await storeKeys(store, number, keys);
      const begun: InstanceChange = { ...change, ...stored, kind: 'instance', number, at, outcome: 'open', left: [] };
      // In one moment, so that they are synced together.
      storeWaiting();
      await keep(begun);
      const previous = done.get(begun.instanceId);
      if (previous !== undefined && previous.number < number) done.delete(begun.instanceId);
      return begun;
    },
    settle,
    settleSoon(begun, { outcome, left, keys }) {
      const change = { ...begun, outcome, left, keys: keys ?? begun.keys };
      note(change);
      if (outcome === 'done' && keys === null && !change.secrets) done.set(change.instanceId, change);
      else soon.set(change.number, change);
      stopTimer ??= clock.after(SOON_MS, storeAll);
    },
    keys: (change) => keysOf(store, change),
    waiting: (number) => soon.get(number) ?? underWay.get(number),
    async flush() {
      storeAll();
      await storing;
    },
  };
}
