import type { KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { orderedNames } from '../kdb/ordered-names.ts';
import type { KeyStore, StoredKey } from '../ports.ts';
import { createWriteQueue, type Changes } from './write-queue.ts';

/** Keys that last as long as the process, for tests; it begins with those that are `given`. */
export function createMemoryKeyStore(id = 'memory', given: ReadonlyMap<KeyName, StoredKey> = new Map()): KeyStore {
  const keys = new Map(given);
  let names = orderedNames([...keys.keys()].sort(compareKeyNames));

  function set(name: KeyName, key: StoredKey | null): void {
    if (key === null) keys.delete(name);
    else keys.set(name, key);
    names = key === null ? names.without(name) : names.with(name);
  }

  async function commit(changes: Changes): Promise<void> {
    for (const [name, key] of changes) set(name, key);
  }

  const queue = createWriteQueue({
    get: (name) => keys.get(name),
    commit,
    commitMany: commit,
    async removeSubtree(under) {
      for (const name of names.under(under)) set(name, null);
    },
    settle: async () => undefined,
  });

  return {
    id,
    file: null,
    get: (name) => keys.get(name),
    names: (under) => names.under(under),
    change: (work) => queue.change(work),
    changeMany: (changes) => queue.changeMany(changes),
    removeSubtree: (name) => queue.removeSubtree(name),
    close: () => queue.close(),
  };
}
