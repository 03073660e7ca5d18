import type { Log } from '../ports.ts';
import type { ChangeRecord, InstanceChange } from './change-records.ts';
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
  get(number: number): KeptChange | undefined;
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

  const isMoreThan = (share: number): boolean => changes.size > limits.count * share || size > limits.size * share;

  /** Some at once, so that not every change has to remove one; oldest first. The newest stays, however large it is. */
  function prune(newest: number): void {
    if (!isMoreThan(1)) return;
    for (const change of changes.values()) {
      if (!isMoreThan(0.95)) return;
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
    get: (number) => changes.get(number),
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
  return { number, kind, subject: instanceId, isOpen: isOpen(outcome), parts, size };
}

function isOpen(outcome: InstanceChange['outcome']): boolean {
  return outcome === 'open' || outcome === 'unsettled';
}

/** What was stored, with the outcomes that a later act on the same instance tells of. `found`: by number. */
export function withImpliedOutcomes(found: readonly ChangeRecord[]): readonly ChangeRecord[] {
  const last = new Map(
    found.flatMap((change) => (change.kind === 'instance' ? [[change.instanceId, change.number] as const] : [])),
  );
  return found.map((change) =>
    change.kind === 'instance' && change.outcome === 'open' && last.get(change.instanceId) !== change.number
      ? { ...change, outcome: 'done' }
      : change,
  );
}
