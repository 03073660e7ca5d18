import { watch } from 'vue';
import { useConnectionStore } from '../../stores/connection-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import type { SubjectId } from '../../stores/subject.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** Makes the instance or cluster of the page the open one, and reads its keys again when the connection is back. */
export function useOpenSubject(id: () => SubjectId | undefined): void {
  const connection = useConnectionStore();
  const keys = useKeysStore();
  const values = useValuesStore();

  watch(
    id,
    (next) => {
      if (next === undefined) return;
      if (keys.subjectId !== next) values.reset(next);
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
