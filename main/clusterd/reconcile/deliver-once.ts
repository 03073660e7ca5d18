import type { Fleet } from '../instances/fleet.ts';
import type { Clock, Log } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import type { DueKey, Effective } from '../settings/effective.ts';
import { UnknownOutcome } from './deliver-key.ts';
import { onceFor } from '../once-for.ts';
import { createPace } from '../pace.ts';
import { deliver, type Asking } from './deliver.ts';
import type { DeliveryBook } from './delivery-book.ts';
import { inOrder } from './key-due.ts';
import type { Progress } from './progress.ts';
import type { Rollouts } from './rollouts.ts';
import type { Run } from './schedule.ts';
import { Outdated, standingOf, stillStands } from './standing.ts';
import type { Taking } from './taking.ts';

interface Parts {
  readonly registry: Registry;
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly effective: Effective;
  readonly book: DeliveryBook;
  readonly rollouts: Rollouts;
  readonly taking: Taking;
  /** The number of the newest change of clusters that is seen in the registry. */
  readonly seen: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** Nobody knows whether this key was written, or (null) it is known again. */
  readonly uncertain: (id: string, due: DueKey | null) => void;
  readonly wrote: (id: string, keys: readonly string[]) => void;
}

/** So many keys due take a while to think through. */
const MUCH = 1000;

/** One delivery to an instance, noted in the book as far as it came. */
export function createDeliverOnce(parts: Parts): Run {
  const { registry, effective, book, rollouts, taking, seen, clock, log } = parts;

  // Many instances are due the same list.
  const ordered = onceFor(inOrder);
  const numbersOf = onceFor((keys: readonly DueKey[]) => new Map(keys.map(({ key, number }) => [key, number])));

  function begin(id: string): Progress {
    const instance = registry.instances.get(id);
    if (instance === undefined || effective.isPaused(id)) throw new Outdated();
    book.begun(id);
    const { compare, keys } = book.due(id);
    const asked = book.record(id).compare;
    return {
      standing: standingOf(instance, seen()),
      isCompare: compare,
      asked,
      due: ordered(keys),
      results: new Map(),
    };
  }

  /** For one delivery. */
  function askingAbout(alive: () => void): Asking {
    let known: { readonly at: number; readonly numbers: ReadonlyMap<string, number> } | null = null;
    return {
      begin,
      check(id, { standing }) {
        alive();
        if (!stillStands(registry, id, standing) || effective.isPaused(id)) throw new Outdated();
      },
      isStillDue(id, { key, number }) {
        if (known?.at !== seen()) {
          known = { at: seen(), numbers: numbersOf(book.due(id).keys) };
        }
        return known.numbers.get(key) === number;
      },
      normalForm(id, due) {
        const { confirmed, compare, readBack } = book.record(id);
        const isOfAnother = compare === 'host' || compare === 'reinstalled';
        if (isOfAnother || due.number > confirmed || taking.takenBy(id, due) > confirmed) return undefined;
        return readBack[due.key];
      },
      isSecret: (key) => registry.secrets.has(key),
      takenBy(id, due) {
        const number = taking.takenBy(id, due);
        return number > book.record(id).confirmed ? number : null;
      },
    };
  }

  /** What needs no request: there is nothing to send, and only that is to be noted. */
  function noteNothingDue(id: string): boolean {
    const instance = registry.instances.get(id);
    if (instance === undefined) return true;
    const { compare, keys } = book.due(id);
    if (keys.length > 0) return false;
    parts.uncertain(id, null);
    const { confirmed, rejected, readBack, compare: asked } = book.record(id);
    const hasNotes = Object.keys(rejected).length + Object.keys(readBack).length > 0;
    if (compare || asked !== null || hasNotes || rollouts.isOpenAfter(confirmed)) {
      book.begun(id);
      const standing = standingOf(instance, seen());
      book.ended(id, { standing, isCompare: compare, asked, due: [], results: new Map() }, true);
    }
    return true;
  }

  async function attempt(id: string, signal: AbortSignal, alive: () => void): Promise<'done' | 'again'> {
    let progress: Progress | null = null;
    const begun = (now: Progress) => {
      progress = now;
    };
    const end = (isComplete: boolean): boolean => {
      if (progress === null || !stillStands(registry, id, progress.standing)) return false;
      book.ended(id, progress, isComplete);
      return true;
    };
    try {
      await deliver(id, askingAbout(alive), { ...parts, taken: registry.taken }, begun, signal);
      parts.uncertain(id, null);
      const isWhole = !leavesSomething(progress);
      return end(isWhole) && isWhole ? 'done' : 'again';
    } catch (error) {
      if (registry.instances.get(id) === undefined) return 'done';
      if (error instanceof Outdated) return 'again';
      end(false);
      if (!(error instanceof UnknownOutcome)) throw error;
      parts.uncertain(id, error.due);
      throw error.cause;
    } finally {
      tellWritten(id, progress);
    }
  }

  function tellWritten(id: string, progress: Progress | null): void {
    const results = [...(progress?.results.values() ?? [])];
    const written = results.filter((result) => result.outcome === 'rejected' || result.isWritten);
    if (written.length > 0)
      parts.wrote(
        id,
        written.map(({ due }) => due.key),
      );
  }

  return async (id, signal, alive) => {
    // Others run first: it was wanted in the moment in which much was changed.
    if (effective.dueCount(id, book.record(id)) > MUCH) await createPace(clock).rest();
    try {
      return noteNothingDue(id) ? 'done' : await attempt(id, signal, alive);
    } catch (error) {
      log.info({ instance: id, err: error }, 'a delivery failed and is tried again');
      throw error;
    } finally {
      book.tried(id);
      // What was kept meanwhile of one that is gone.
      if (registry.instances.get(id) === undefined) registry.taken.forget(id);
    }
  };
}

/** A key that changed meanwhile was left for the next delivery, which would not know any more what else of it was to go. */
function leavesSomething(progress: Progress | null): boolean {
  return progress?.due.some(({ key, gone }) => gone.length > 0 && !progress.results.has(key)) === true;
}
