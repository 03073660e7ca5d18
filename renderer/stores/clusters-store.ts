import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { PAGE_LIMIT } from '#shared/contract/page.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Cluster, ClusterId } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { ListState } from './list-state.ts';

/** The clusters as clusterd lists them, ordered by name. */
export const useClustersStore = defineStore('clusters', () => {
  const client = useClient();
  const items = shallowRef<readonly Cluster[]>([]);
  const listing = shallowRef<ListState>({ phase: 'idle' });
  const byId = computed(() => new Map<string, Cluster>(items.value.map((cluster) => [cluster.id, cluster])));
  let latest = 0;

  /** Reads them all. What was there stays until the new ones have come. Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    const own = (latest += 1);
    if (listing.value.phase !== 'ready') listing.value = { phase: 'loading' };
    try {
      const found: Cluster[] = [];
      for (;;) {
        const page = await client.call('clusters.list', { offset: found.length, limit: PAGE_LIMIT });
        found.push(...page.items);
        if (page.items.length === 0 || found.length >= page.total) break;
      }
      if (own !== latest) return;
      items.value = found;
      listing.value = { phase: 'ready' };
    } catch (error) {
      if (own === latest) listing.value = isCancelled(error) ? { phase: 'cancelled' } : { phase: 'failed', error };
    }
  }

  /** Takes in a cluster as clusterd has just answered it. */
  function put(cluster: Cluster): void {
    const others = items.value.filter(({ id }) => id !== cluster.id);
    items.value = [...others, cluster].sort((a, b) => a.name.localeCompare(b.name));
  }

  function drop(id: string): void {
    items.value = items.value.filter((cluster) => cluster.id !== id);
  }

  /** Reads one again that has changed. Never throws: what was known stays, or all are read. */
  async function refreshOne(id: ClusterId): Promise<void> {
    try {
      put(await client.call('clusters.get', { id }));
    } catch (error) {
      if (isElektraError(error, 'CLUSTER_NOT_FOUND')) drop(id);
      else if (!isCancelled(error)) await load();
    }
  }

  /** The cluster itself first, then those above it; empty for one that is not known. */
  function pathOf(id: string | null): readonly Cluster[] {
    const path: Cluster[] = [];
    for (let next = id; next !== null;) {
      const cluster = byId.value.get(next);
      if (cluster === undefined || path.includes(cluster)) break;
      path.push(cluster);
      next = cluster.parentId;
    }
    return path;
  }

  function isAtOrBelow(id: string | null, above: string): boolean {
    return pathOf(id).some((cluster) => cluster.id === above);
  }

  function nameOf(id: string): string {
    return byId.value.get(id)?.name ?? id;
  }

  return { items, listing, byId, load, put, drop, refreshOne, pathOf, isAtOrBelow, nameOf };
});
