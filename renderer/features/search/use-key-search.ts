import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { SEARCHED } from '#shared/clusterd/keys.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../../api/clusterd-client.ts';
import { withFound, withNames, type FoundEntry } from './found-keys.ts';
import { patternOf, type SearchMode } from './search-pattern.ts';

/** How long a person may pause while typing before the instance is asked, in milliseconds. */
const PAUSE_MS = 250;

export interface KeySearch {
  /** `stopped`: by a person, before all keys were looked at. */
  readonly phase: 'idle' | 'searching' | 'found' | 'stopped' | 'failed';
  readonly entries: readonly FoundEntry[];
  /** How many of the `total` keys have been looked at; 0 of 0 until that is known. */
  readonly done: number;
  readonly total: number;
  readonly error: unknown;
}

const IDLE: KeySearch = { phase: 'idle', entries: [], done: 0, total: 0, error: null };

/** What is searched for. `namesOnly` leaves out values and metadata, which all have to be read. */
export interface WantedSearch {
  readonly text: Ref<string>;
  readonly mode: Ref<SearchMode>;
  readonly namesOnly: Ref<boolean>;
}

/** Searches the keys of one instance while a text is typed: what is found in names first, then in values and metadata as they are read. */
export function useKeySearch(id: () => InstanceId, { text, mode, namesOnly }: WantedSearch) {
  const client = useClient();
  const search = shallowRef<KeySearch>(IDLE);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | null = null;

  watch([text, mode, namesOnly], begin);
  onScopeDispose(abort);

  function begin(): void {
    abort();
    search.value = text.value === '' ? IDLE : { ...IDLE, phase: 'searching' };
    if (text.value !== '') timer = setTimeout(() => void ask(), PAUSE_MS);
  }

  /** What was found so far stays. */
  function stop(): void {
    if (search.value.phase !== 'searching') return;
    abort();
    search.value = { ...search.value, phase: 'stopped' };
  }

  function abort(): void {
    clearTimeout(timer);
    controller?.abort();
    controller = null;
  }

  async function ask(): Promise<void> {
    const own = new AbortController();
    controller = own;
    const update = (change: Partial<KeySearch>): void => {
      if (controller === own) search.value = { ...search.value, ...change };
    };
    try {
      const wanted = {
        id: id(),
        query: patternOf(text.value, mode.value),
        in: namesOnly.value ? ['name' as const] : [...SEARCHED],
      };
      const names = await client.call('keys.find', wanted, {
        signal: own.signal,
        onPart: ({ found, done, total }) => update({ entries: withFound(search.value.entries, found), done, total }),
      });
      update({ phase: 'found', entries: withNames(search.value.entries, names) });
    } catch (error) {
      if (!isCancelled(error)) update({ phase: 'failed', error });
    }
  }

  return { search, again: begin, stop };
}
