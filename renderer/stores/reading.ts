import { shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { ListState } from './list-state.ts';

/** One thing that is read again and again, and where that stands. The last reading counts: an earlier one that still runs is given up. */
export function createReading() {
  const state = shallowRef<ListState>({ phase: 'idle' });
  let current: AbortController | null = null;

  /** `take` gets what was found, unless another reading has begun meanwhile. Never throws: the outcome is in `state`. */
  async function read<Found>(
    find: (signal: AbortSignal) => Promise<Found>,
    take: (found: Found) => void,
  ): Promise<void> {
    current?.abort();
    const own = new AbortController();
    current = own;
    state.value = { phase: 'loading' };
    try {
      const found = await find(own.signal);
      if (current !== own) return;
      take(found);
      state.value = { phase: 'ready' };
    } catch (error) {
      if (current !== own) return;
      state.value = isCancelled(error) ? { phase: 'cancelled' } : { phase: 'failed', error };
    }
  }

  function cancel(): void {
    current?.abort();
  }

  return { state, read, cancel };
}
