import type { Log } from '../ports.ts';
import type { ChangeRecord } from './change-records.ts';

/** What is known of a change without reading its record. */
export interface KeptChange {
  readonly number: number;
  readonly kind: ChangeRecord['kind'];
  /** The instance or the cluster it was done to. */
  readonly subject: string | null;
  readonly isOpen: boolean;
}

/** How many changes are kept; the oldest go first. */
const KEPT = 10_000;

interface KeptChanges {
  note(change: ChangeRecord): void;
  open(): readonly KeptChange[];
  all(): Iterable<KeptChange>;
}

interface Pruning {
  remove(number: number): Promise<void>;
  /** Whether a change must stay, however old it is. An open one stays anyway. */
  isNeeded(change: KeptChange): boolean;
  readonly log: Log;
}

/** Which changes there are: a bounded number of them, the newest, and those that still matter. `found`: by number. */
export function createKeptChanges(
  found: readonly ChangeRecord[],
  { remove, isNeeded, log }: Pruning,
  limit = KEPT,
): KeptChanges {
  const changes = new Map<number, KeptChange>();
  const open = new Map<number, KeptChange>();

  function enter(record: ChangeRecord): void {
    const change = keptOf(record);
    changes.set(change.number, change);
    if (change.isOpen) open.set(change.number, change);
    else open.delete(change.number);
  }

  function prune(): void {
    if (changes.size <= limit) return;
    const excess = changes.size - limit;
    let seen = 0;
    for (const change of changes.values()) {
      if ((seen += 1) > excess) return;
      if (change.isOpen || isNeeded(change)) continue;
      changes.delete(change.number);
      remove(change.number).catch((error: unknown) =>
        log.warn(
          { change: change.number, err: error },
          'an old change could not be forgotten; the next start tries again',
        ),
      );
    }
  }

  found.forEach(enter);
  prune();
  return {
    note(record) {
      enter(record);
      prune();
    },
    open: () => [...open.values()],
    all: () => changes.values(),
  };
}

function keptOf(record: ChangeRecord): KeptChange {
  const { number, kind } = record;
  if (kind === 'cluster') return { number, kind, subject: record.clusterId, isOpen: false };
  return { number, kind, subject: record.instanceId, isOpen: record.outcome === 'open' };
}
