import { watch } from 'vue';
import type { InstanceId } from '#shared/model/instance.ts';
import { useConnectionStore } from '../../stores/connection-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** Makes the instance of the page the open one, and reads its keys again when the connection is back. */
export function useOpenInstance(id: () => InstanceId | undefined): void {
  const connection = useConnectionStore();
  const keys = useKeysStore();
  const values = useValuesStore();

  watch(
    id,
    (next) => {
      if (next === undefined) return;
      if (keys.instanceId !== next) values.reset(next);
      void keys.open(next);
    },
    { immediate: true },
  );
  watch(
    () => connection.lost,
    (lost) => {
      if (lost || id() === undefined) return;
      values.invalidate();
      void keys.refresh();
    },
  );
}
