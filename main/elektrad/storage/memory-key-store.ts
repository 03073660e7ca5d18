import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { KeyStore, StoredKey } from '../ports.ts';
import { createWriteQueue, type Changes } from './write-queue.ts';

/** Keys that last as long as the process, for tests. What was handed out never changes: each commit makes a new order and a new map. */
export function createMemoryKeyStore(id = 'memory'): KeyStore {
  let keys: ReadonlyMap<KeyName, StoredKey> = new Map();
  let order: readonly KeyName[] = [];

  function replace(next: ReadonlyMap<KeyName, StoredKey>): void {
    keys = next;
    order = [...next.keys()].sort(compareKeyNames);
  }

  const queue = createWriteQueue({
    get: (name) => keys.get(name),
    commit: async (changes) => replace(withChanges(keys, changes)),
    removeSubtree: async (under) => replace(new Map([...keys].filter(([name]) => !isAtOrBelow(name, under)))),
  });

  return {
    id,
    file: null,
    get: (name) => keys.get(name),
    *names(under) {
      const all = order;
      for (const name of all) if (under === null || isAtOrBelow(name, under)) yield name;
    },
    change: (work) => queue.change(work),
    removeSubtree: (name) => queue.removeSubtree(name),
    close: () => queue.close(),
  };
}

function withChanges(keys: ReadonlyMap<KeyName, StoredKey>, changes: Changes): ReadonlyMap<KeyName, StoredKey> {
  const next = new Map(keys);
  for (const [name, key] of changes) {
    if (key === null) next.delete(name);
    else next.set(name, key);
  }
  return next;
}
