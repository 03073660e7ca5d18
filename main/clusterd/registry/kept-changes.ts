import type { Log } from '../ports.ts';
import type { ChangeRecord } from './change-records.ts';
import { sizeOfClusterChange } from './change-size.ts';

/** What is known of a change without reading its record. */
export interface KeptChange {
  readonly number: number;
  readonly kind: ChangeRecord['kind'];
  /** The instance or the cluster it was done to. */
  readonly subject: string | null;
  readonly isOpen: boolean;
  /** How many documents its keys are in besides its own. */
  readonly parts: number;
  /** In characters, about. */
  readonly size: number;
}

/** How many changes are kept, and how many characters of them altogether: the store holds all of it in memory. The oldest go first. */
const LIMITS = { count: 10_000, size: 32 * 1024 * 1024 };

interface KeptChanges {
  note(change: ChangeRecord): void;
  open(): readonly KeptChange[];
  all(): Iterable<KeptChange>;
}

interface Pruning {
  remove(change: KeptChange): Promise<void>;
  /** Whether a change must stay, however old it is. An open one stays anyway. */
  isNeeded(change: KeptChange): boolean;
  readonly log: Log;
}

/** Which changes there are: a bounded number of them, the newest, and those that still matter. `found`: by number. */
export function createKeptChanges(
  found: readonly ChangeRecord[],
  { remove, isNeeded, log }: Pruning,
  limits = LIMITS,
): KeptChanges {
  const changes = new Map<number, KeptChange>();
  const open = new Map<number, KeptChange>();
  let size = 0;

  function enter(record: ChangeRecord): void {
    const change = keptOf(record);
    size += change.size - (changes.get(change.number)?.size ?? 0);
    changes.set(change.number, change);
    if (change.isOpen) open.set(change.number, change);
    else open.delete(change.number);
  }

  const isTooMuch = (): boolean => changes.size > limits.count || size > limits.size;

  /** The newest stays, however large it is. */
  function prune(newest: number): void {
    for (const change of changes.values()) {
      if (!isTooMuch()) return;
      if (change.isOpen || change.number === newest || isNeeded(change)) continue;
      changes.delete(change.number);
      size -= change.size;
      remove(change).catch((error: unknown) =>
        log.warn(
          { change: change.number, err: error },
          'an old change could not be forgotten; the next start tries again',
        ),
      );
    }
  }

  found.forEach(enter);
  prune(found.at(-1)?.number ?? 0);
  return {
    note(record) {
      enter(record);
      prune(record.number);
    },
    open: () => [...open.values()],
    all: () => changes.values(),
  };
}

function keptOf(record: ChangeRecord): KeptChange {
  const { number, kind } = record;
  if (kind === 'cluster') {
    return { number, kind, subject: record.clusterId, isOpen: false, parts: 0, size: sizeOfClusterChange(record) };
  }
  const { instanceId, outcome, parts, size } = record;
  return { number, kind, subject: instanceId, isOpen: outcome === 'open', parts, size };
}
