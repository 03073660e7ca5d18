import type { KeyName } from '#shared/model/key-name.ts';
import type { LmdbFile } from './lmdb-file.ts';
import { writesOf } from './lmdb-writes.ts';

/** Removing so many keys in one transaction holds the event loop for a few milliseconds. */
const AT_ONCE = 2000;

/** Holds the name of a subtree that is removed for every reader, and whose keys are still on their way out. */
const REMOVAL_KEY = Buffer.from('\0removal');

export interface SubtreeRemoval {
  /** What readers must not see any more, or null. */
  readonly hidden: KeyName | null;
  /** Removes the subtree for every reader. Not to be called before `finish` has resolved. */
  begin(name: KeyName): Promise<void>;
  /** Waits until nothing is hidden any more. Throws STORAGE_FAILED; then it can be called again. */
  finish(): Promise<void>;
  /** Waits for what is under way, whatever comes of it. */
  stop(): Promise<void>;
}

/**
 * Removes subtrees of any size whole or not at all, without ever holding the event loop: a large one is hidden by one record first, and its keys
 * follow in many small transactions. A removal that was interrupted (by the end of the process, by a full disk) is finished before the next write.
 */
export function createSubtreeRemoval(file: LmdbFile, namesOf: (name: KeyName) => Iterable<KeyName>): SubtreeRemoval {
  const stored = file.keys.get(REMOVAL_KEY);
  let hidden = typeof stored === 'string' ? (stored as KeyName) : null;
  let running: Promise<void> | null = null;

  async function removeKeys(name: KeyName): Promise<void> {
    for (let names = first(namesOf(name)); names.length > 0; names = first(namesOf(name))) {
      await file.commit(removalOf(names));
    }
    await file.commit(() => void file.keys.remove(REMOVAL_KEY));
    hidden = null;
  }

  function removalOf(names: readonly KeyName[]): () => void {
    return writesOf(file.keys, new Map(names.map((name) => [name, null])));
  }

  async function finish(): Promise<void> {
    if (hidden === null) return;
    running ??= removeKeys(hidden).finally(() => (running = null));
    await running;
  }

  return {
    get hidden() {
      return hidden;
    },
    finish,
    async begin(name) {
      const names = first(namesOf(name));
      if (names.length === 0) return;
      if (names.length < AT_ONCE) return file.commit(removalOf(names));
      await file.commit(() => void file.keys.put(REMOVAL_KEY, name));
      hidden = name;
      // The answer does not wait. A failure is met again, and told, by the write that comes next and finishes the removal first.
      finish().catch(() => undefined);
    },
    async stop() {
      await Promise.allSettled([running]);
    },
  };
}

function first(names: Iterable<KeyName>): readonly KeyName[] {
  const taken: KeyName[] = [];
  for (const name of names) {
    taken.push(name);
    if (taken.length === AT_ONCE) break;
  }
  return taken;
}
