import { onUnmounted, watch } from 'vue';
import { namesAt } from '../../actions/names-at.ts';
import { useClient } from '../../api/clusterd-client.ts';
import { useClusterdEvents } from '../../api/clusterd-events.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { isClusterSubject, type SubjectId } from '../../stores/subject.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** From so many names on it costs less to read all of them again than those below each. */
const MANY = 20;
/** How long changes are gathered, and how long everything is left alone after it was read, in milliseconds. */
const GATHERED_FOR_MS = 200;
const AFTER_ALL_MS = 2000;

/** Reads again what others change of the keys that are open. What is typed and not saved stays, and says so if it is overtaken. */
export function useLiveKeys(): void {
  const client = useClient();
  const events = useClusterdEvents();
  const keys = useKeysStore();
  const values = useValuesStore();
  const gathered = new Set<string>();
  let isAll = false;
  let isFirst = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** null: many. */
  function note(names: readonly string[] | null): void {
    names?.forEach((name) => gathered.add(name));
    isAll ||= names === null || gathered.size > MANY;
    timer ??= setTimeout(() => void readAgain(), GATHERED_FOR_MS);
  }

  function forget(): void {
    gathered.clear();
    isAll = false;
    clearTimeout(timer);
    timer = undefined;
  }

  async function readAgain(): Promise<void> {
    const id = keys.subjectId;
    const names = [...gathered];
    const wasAll = isAll;
    gathered.clear();
    isAll = false;
    if (wasAll) {
      values.invalidate();
      await keys.refresh();
    } else if (id !== null) await readNamed(id, names);
    const isMore = gathered.size > 0 || isAll;
    timer = isMore ? setTimeout(() => void readAgain(), wasAll ? AFTER_ALL_MS : GATHERED_FOR_MS) : undefined;
  }

  async function readNamed(id: SubjectId, names: readonly string[]): Promise<void> {
    for (const name of names) {
      try {
        const found = await namesAt(client, id, name);
        if (keys.subjectId !== id) return;
        const before = keys.subtree(name);
        if (before.join('\n') !== found.join('\n')) keys.put(name, found);
        values.outdate([...before, ...found]);
      } catch {
        // What is shown stays as it is: that the instance does not answer is told by its state.
        return;
      }
    }
  }

  const stops = [
    events.on('keys.changed', ({ instanceId, keys: names }) => {
      if (instanceId === keys.subjectId) note(names);
    }),
    events.on('settings.changed', () => {
      // It may be a cluster above the one that is open.
      if (keys.subjectId !== null && isClusterSubject(keys.subjectId)) note(null);
    }),
    events.onReload(() => {
      // What is being read while the first connection is made is new enough.
      if (keys.readAt !== null || !isFirst) note(null);
      isFirst = false;
    }),
  ];
  watch(() => keys.subjectId, forget);
  onUnmounted(() => {
    stops.forEach((stop) => stop());
    forget();
  });
}
