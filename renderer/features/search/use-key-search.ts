import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../../api/clusterd-client.ts';
import { patternOf } from './search-pattern.ts';

/** How long a person may pause while typing before the instance is asked, in milliseconds. */
const PAUSE_MS = 250;

export type KeySearch =
  | { readonly phase: 'idle' }
  | { readonly phase: 'searching' }
  | { readonly phase: 'found'; readonly names: readonly string[] }
  | { readonly phase: 'failed'; readonly error: unknown };

/** Searches the names of one instance while a text is typed. Only the newest text is asked for. */
export function useKeySearch(id: () => InstanceId, text: Ref<string>, mode: Ref<'plain' | 'regex'>) {
  const client = useClient();
  const search = shallowRef<KeySearch>({ phase: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | null = null;

  watch([text, mode], begin);
  onScopeDispose(stop);

  function begin(): void {
    stop();
    if (text.value === '') {
      search.value = { phase: 'idle' };
      return;
    }
    search.value = { phase: 'searching' };
    timer = setTimeout(() => void ask(), PAUSE_MS);
  }

  function stop(): void {
    clearTimeout(timer);
    controller?.abort();
    controller = null;
  }

  async function ask(): Promise<void> {
    const own = new AbortController();
    controller = own;
    try {
      const query = patternOf(text.value, mode.value);
      const names = await client.call('keys.find', { id: id(), query }, { signal: own.signal });
      if (controller === own) search.value = { phase: 'found', names };
    } catch (error) {
      if (controller === own && !isCancelled(error)) search.value = { phase: 'failed', error };
    }
  }

  return { search, retry: begin };
}
