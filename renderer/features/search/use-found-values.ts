import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { KeyState } from '#shared/model/key.ts';
import { useClient } from '../../api/clusterd-client.ts';
import type { FoundEntry } from './found-keys.ts';

/** Reads values and metadata of the keys that are listed and matched in them. What cannot be read is listed without. */
export function useFoundValues(id: () => InstanceId, shown: Ref<readonly FoundEntry[]>) {
  const client = useClient();
  const states = shallowRef<ReadonlyMap<string, KeyState>>(new Map());
  const asked = new Set<string>();
  const controller = new AbortController();

  watch(shown, (entries) => {
    const wanted = entries.filter(({ key, inValue, metakeys }) => (inValue || metakeys.length > 0) && !asked.has(key));
    if (wanted.length > 0) void read(wanted.map(({ key }) => key));
  });
  onScopeDispose(() => controller.abort());

  async function read(names: readonly string[]): Promise<void> {
    names.forEach((name) => asked.add(name));
    try {
      const { keys } = await client.call(
        'keys.readMany',
        { id: id(), keys: [...names] },
        { signal: controller.signal },
      );
      states.value = new Map([...states.value, ...keys.map((state) => [state.key, state] as const)]);
    } catch (error) {
      // The row says where the key matched; its text is asked for again with the next search.
      if (!isCancelled(error)) names.forEach((name) => asked.delete(name));
    }
  }

  /** Values are read anew for the next search. */
  function forget(): void {
    asked.clear();
    states.value = new Map();
  }

  return { states, forget };
}
