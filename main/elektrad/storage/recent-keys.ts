import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import type { Write } from './journal-lines.ts';
import type { KeyRecord } from './key-record.ts';

/** What the journal holds and lmdb does not have yet. */
export interface RecentKeys {
  /** null: it was removed; undefined: nothing is known about it here, which after `hasRemovedSubtrees` may mean that it was removed. */
  get(name: KeyName): KeyRecord | null | undefined;
  readonly hasRemovedSubtrees: boolean;
  set(writes: readonly Write[]): void;
  /** `names` are those at and below it. */
  removeSubtree(top: KeyName, names: readonly KeyName[]): void;
  /** Takes many writes by and by that are seen all at once. Nothing else may be set meanwhile. */
  layer(): Layer;
  /** All, in the order in which they happened. */
  writes(): Iterable<Write>;
}

interface Layer {
  set(writes: readonly Write[]): void;
  show(): void;
}

type Records = Map<KeyName, KeyRecord | null>;

export function createRecentKeys(): RecentKeys {
  /** Later ones hide earlier ones. There are few: a layer holds many keys, and all go when the journal is emptied. */
  const layers: Records[] = [new Map<KeyName, KeyRecord | null>()];
  const all: (readonly Write[])[] = [];
  let hasRemovedSubtrees = false;

  return {
    get(name) {
      for (let at = layers.length - 1; at >= 0; at -= 1) {
        const record = layers[at]?.get(name);
        if (record !== undefined) return record;
      }
      return undefined;
    },
    get hasRemovedSubtrees() {
      return hasRemovedSubtrees;
    },
    set(writes) {
      const newest = layers.at(-1);
      for (const [name, record] of writes) newest?.set(name, record);
      all.push(writes);
    },
    removeSubtree(top, names) {
      all.push(names.map((name) => [name, null] as const));
      hasRemovedSubtrees = true;
      for (const records of layers) {
        for (const name of records.keys()) if (isAtOrBelow(name, top)) records.set(name, null);
      }
    },
    layer() {
      const records: Records = new Map();
      const own: (readonly Write[])[] = [];
      return {
        set(writes) {
          for (const [name, record] of writes) records.set(name, record);
          own.push(writes);
        },
        show() {
          layers.push(records);
          all.push(...own);
        },
      };
    },
    *writes() {
      for (const writes of all) yield* writes;
    },
  };
}
