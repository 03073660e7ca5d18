import type { KeyName } from '#shared/model/key-name.ts';
import { orderedNames, type OrderedNames } from '../kdb/ordered-names.ts';
import type { JournalEntry, Write } from './journal-lines.ts';
import type { KeyRecord } from './key-record.ts';
import { namesIn, recordIn, type RecordReads } from './record-file.ts';
import { createRecentKeys } from './recent-keys.ts';

/** The keys of a store: what lmdb has, and what happened since. */
export interface KeyState {
  readonly names: OrderedNames;
  record(name: KeyName): KeyRecord | undefined;
  apply(entry: JournalEntry): void;
  /** Takes a large change slice by slice; it is seen at once, by `show`. Nothing else may be applied meanwhile. */
  begin(): LargeChange;
  /** All that was applied and lmdb does not have yet, in the order in which it happened. */
  writes(): Iterable<Write>;
  /** lmdb has them now. */
  forgetWrites(): void;
}

interface LargeChange {
  add(writes: readonly Write[]): void;
  show(): void;
}

/** The names are kept in memory in their order; the values stay in the file. */
export function createKeyState(file: RecordReads): KeyState {
  let names = orderedNames(namesIn(file));
  let recent = createRecentKeys();

  return {
    get names() {
      return names;
    },
    record(name) {
      const known = recent.get(name);
      if (known === null || (known === undefined && recent.hasRemovedSubtrees && !names.has(name))) return undefined;
      return known ?? recordIn(file, name);
    },
    apply(entry) {
      if ('set' in entry) {
        names = withWrites(names, entry.set);
        recent.set(entry.set);
      } else {
        recent.removeSubtree(entry.removeSubtree, names.under(entry.removeSubtree));
        names = names.withoutSubtree(entry.removeSubtree);
      }
    },
    begin() {
      const layer = recent.layer();
      let next = names;
      return {
        add(writes) {
          next = withWrites(next, writes);
          layer.set(writes);
        },
        show() {
          names = next;
          layer.show();
        },
      };
    },
    writes: () => recent.writes(),
    forgetWrites() {
      recent = createRecentKeys();
    },
  };
}

function withWrites(names: OrderedNames, writes: readonly Write[]): OrderedNames {
  return writes.reduce((all, [name, record]) => (record === null ? all.without(name) : all.with(name)), names);
}
