import type { Collection } from './collection.ts';
import type { InstanceRecord } from './records.ts';

/** An instance at its place in the list. */
export interface Listed {
  /** As it is now. */
  readonly record: InstanceRecord;
  /** What a filter looks in, in lower case. */
  readonly text: string;
}

/** The instances by name, then host. What was seen of one moves none; one that comes, goes or is renamed moves alone. */
export interface InstanceOrder {
  /** All of them, for a look at once: it changes with the records. */
  all(): readonly Listed[];
  /** Those of these ids that there are. */
  of(ids: Iterable<string>): readonly Listed[];
}

interface Entry {
  record: InstanceRecord;
  readonly text: string;
}

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function createInstanceOrder(instances: Pick<Collection<InstanceRecord>, 'all' | 'watch'>): InstanceOrder {
  const entries = new Map<string, Entry>();
  /** null: nobody has asked yet. */
  let order: Entry[] | null = null;

  instances.watch((before, after) => {
    if (order === null) return;
    const known = before && entries.get(before.id);
    if (known !== undefined && after !== undefined && isSamePlace(known.record, after)) {
      known.record = after;
      return;
    }
    if (known !== undefined) leave(order, known);
    if (after !== undefined) enter(order, entryOf(after));
  });

  function leave(from: Entry[], entry: Entry): void {
    from.splice(placeOf(from, entry.record), 1);
    entries.delete(entry.record.id);
  }

  function enter(into: Entry[], entry: Entry): void {
    into.splice(placeOf(into, entry.record), 0, entry);
    entries.set(entry.record.id, entry);
  }

  function sorted(): Entry[] {
    if (order !== null) return order;
    order = Array.from(instances.all.values(), entryOf).sort((a, b) => byNameThenHost(a.record, b.record));
    for (const entry of order) entries.set(entry.record.id, entry);
    return order;
  }

  return {
    all: sorted,
    of(ids) {
      const all = sorted();
      const wanted = new Set(ids);
      // Few are put in order by themselves, of many the others are left out.
      if (wanted.size > all.length / 16) return all.filter(({ record }) => wanted.has(record.id));
      const found = Array.from(wanted, (id) => entries.get(id) ?? []).flat();
      return found.sort((a, b) => byNameThenHost(a.record, b.record));
    },
  };
}

/** Where the instance is, or would be. */
function placeOf(order: readonly Entry[], record: InstanceRecord): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = order[middle];
    if (entry !== undefined && byNameThenHost(entry.record, record) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byNameThenHost(a: InstanceRecord, b: InstanceRecord): number {
  return byText.compare(a.name, b.name) || byText.compare(a.host, b.host) || compareIds(a.id, b.id);
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Also whether the same is found in it. */
function isSamePlace(a: InstanceRecord, b: InstanceRecord): boolean {
  if (a.name !== b.name || a.host !== b.host || a.description !== b.description) return false;
  return a.tags === b.tags || a.tags.join('\n') === b.tags.join('\n');
}

function entryOf(record: InstanceRecord): Entry {
  return { record, text: [record.name, record.host, record.description, ...record.tags].join('\n').toLowerCase() };
}
