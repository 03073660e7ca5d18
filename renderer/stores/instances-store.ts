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

  /** Reads the whole list. What was there stays until the new one has come. Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    if (listing.value.phase !== 'ready') listing.value = { phase: 'loading' };
    try {
      items.value = await readAll(controller.signal);
      listing.value = { phase: 'ready' };
    } catch (error) {
      if (current === controller) listing.value = afterFailure(error, listing.value);
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
    const others = items.value.filter(({ id }) => id !== instance.id);
    items.value = [...others, instance].sort((a, b) => a.name.localeCompare(b.name));
  }

  function drop(id: string): void {
    items.value = items.value.filter((instance) => instance.id !== id);
  }

  /** Reads one instance again, after something was learned of its host. Never throws: a failed read leaves what was known. */
  async function refreshOne(id: Instance['id']): Promise<void> {
    try {
      put(await client.call('instances.get', { id }));
    } catch (error) {
      if (!isCancelled(error)) await load();
    }
  }

  return { items, listing, byId, load, cancel, put, drop, refreshOne };
});

/** A failed re-read is shown beside what is known; a cancelled one leaves things as they were. */
function afterFailure(error: unknown, before: ListState): ListState {
  if (!isCancelled(error)) return { phase: 'failed', error };
  return before.phase === 'loading' ? { phase: 'cancelled' } : before;
}
