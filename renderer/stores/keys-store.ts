import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { useClient } from '../api/clusterd-client.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { isAtOrBelowText } from './key-text.ts';
import { createReading } from './reading.ts';
import type { SubjectId } from './subject.ts';
import { listNames } from './subject-keys.ts';

/** The names of all keys of what is open, an instance or a cluster, in key order. Values are read apart from them, for what is visible. */
export const useKeysStore = defineStore('keys', () => {
  const client = useClient();
  const platform = usePlatform();
  const subjectId = shallowRef<SubjectId | null>(null);
  const names = shallowRef<readonly string[]>([]);
  const { state: listing, read, cancel } = createReading();
  /** When the names were last read, in milliseconds since 1970 UTC. */
  const readAt = shallowRef<number | null>(null);
  const known = computed(() => new Set(names.value));

  /** Makes an instance or a cluster the open one and reads its names. Never throws: the outcome is in `listing`. */
  async function open(id: SubjectId): Promise<void> {
    if (subjectId.value !== id) {
      subjectId.value = id;
      names.value = [];
      readAt.value = null;
      listing.value = { phase: 'idle' };
    }
    await refresh();
  }

  /** Reads the names again; what was there stays until they have come. */
  async function refresh(): Promise<void> {
    const id = subjectId.value;
    if (id === null) return;
    await read(
      (signal) => listNames(client, id, { inherited: true, signal }),
      (found) => {
        names.value = inKeyOrder(found);
        readAt.value = platform.now();
      },
    );
  }

  function has(name: string): boolean {
    return known.value.has(name);
  }

  /** Takes in a key that was just created. */
  function add(name: string): void {
    if (has(name)) return;
    const at = insertionIndex(names.value, name);
    names.value = [...names.value.slice(0, at), name, ...names.value.slice(at)];
  }

  /** Forgets a key that was just removed, with all below it. */
  function drop(name: string): void {
    names.value = names.value.filter((other) => !isAtOrBelowText(other, name));
  }

  /** What there is at and below a name, as clusterd has just listed it. */
  function put(name: string, found: readonly string[]): void {
    const others = names.value.filter((other) => !isAtOrBelowText(other, name));
    names.value = [...new Set([...others, ...found])].sort(compareKeyNames);
  }

  /** The key itself, if it exists, and all below it. */
  function subtree(name: string): readonly string[] {
    return names.value.filter((other) => isAtOrBelowText(other, name));
  }

  return { subjectId, names, listing, readAt, open, refresh, cancel, has, add, drop, put, subtree };
});

/** An elektrad lists in key order. Should one not, nothing may be shown twice or in the wrong place. */
function inKeyOrder(names: readonly string[]): readonly string[] {
  const isSorted = names.every((name, index) => index === 0 || compareKeyNames(names[index - 1] ?? '', name) < 0);
  return isSorted ? names : [...new Set(names)].sort(compareKeyNames);
}

function insertionIndex(sorted: readonly string[], name: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeyNames(sorted[middle] ?? '', name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
