import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { PAGE_LIMIT } from '#shared/contract/page.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { ListState } from './list-state.ts';

/** The fleet as clusterd lists it, ordered by name. */
export const useInstancesStore = defineStore('instances', () => {
  const client = useClient();
  const items = shallowRef<readonly Instance[]>([]);
  const listing = shallowRef<ListState>({ phase: 'idle' });
  const byId = computed(() => new Map<string, Instance>(items.value.map((instance) => [instance.id, instance])));
  let current: AbortController | null = null;
  /** What was taken in while the list is being read. */
  let overtaking: Map<string, Instance | null> | null = null;

  /** Reads the whole list. What was there stays until the new one has come. Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    const changes = new Map<string, Instance | null>();
    overtaking = changes;
    if (listing.value.phase !== 'ready') listing.value = { phase: 'loading' };
    try {
      const found = await readAll(controller.signal);
      items.value = withChanges(found, changes);
      listing.value = { phase: 'ready' };
    } catch (error) {
      if (current === controller) listing.value = afterFailure(error, listing.value);
    } finally {
      if (overtaking === changes) overtaking = null;
    }
  }

  function cancel(): void {
    current?.abort();
  }

  async function readAll(signal: AbortSignal): Promise<readonly Instance[]> {
    const found: Instance[] = [];
    for (;;) {
      const page = await client.call('instances.list', { offset: found.length, limit: PAGE_LIMIT }, { signal });
      found.push(...page.items);
      if (page.items.length === 0 || found.length >= page.total) return found;
    }
  }

  /** Takes in an instance as clusterd has just answered it. */
  function put(instance: Instance): void {
    take(new Map([[instance.id, instance]]));
  }

  function drop(id: string): void {
    take(new Map([[id, null]]));
  }

  /** Takes in what has become of instances, by id; null: removed. */
  function take(changes: ReadonlyMap<string, Instance | null>): void {
    // What is being read may be older.
    if (overtaking !== null) for (const [id, instance] of changes) overtaking.set(id, instance);
    items.value = withChanges(items.value, changes);
  }

  /** Reads one instance again, after something was learned of its host. Never throws: a failed read leaves what was known. */
  async function refreshOne(id: Instance['id']): Promise<void> {
    try {
      put(await client.call('instances.get', { id }));
    } catch (error) {
      if (!isCancelled(error)) await load();
    }
  }

  return { items, listing, byId, load, cancel, put, drop, take, refreshOne };
});

const byName = new Intl.Collator();

/** Sorted again only where a name is new. */
function withChanges(before: readonly Instance[], changes: ReadonlyMap<string, Instance | null>): readonly Instance[] {
  if (changes.size === 0) return before;
  const left = new Map(changes);
  let isSorted = true;
  const after = before.flatMap((instance) => {
    const changed = left.get(instance.id);
    if (changed === undefined) return [instance];
    left.delete(instance.id);
    if (changed === null) return [];
    isSorted &&= changed.name === instance.name;
    return [changed];
  });
  const added = [...left.values()].filter((instance) => instance !== null);
  if (isSorted && added.length === 0) return after;
  return [...after, ...added].sort((a, b) => byName.compare(a.name, b.name));
}

/** A failed re-read is shown beside what is known; a cancelled one leaves things as they were. */
function afterFailure(error: unknown, before: ListState): ListState {
  if (!isCancelled(error)) return { phase: 'failed', error };
  return before.phase === 'loading' ? { phase: 'cancelled' } : before;
}
