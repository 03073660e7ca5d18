import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';
import { useProposeEdits } from './use-propose-edits.ts';

const FIRST_PARENT = 'user:/';
/** What a fleet shares is the machine's, not one account's. */
const FIRST_PARENT_OF_CLUSTER = 'system:/';

/** Makes a key that must not exist yet. `run` asks for its name, beginning below the given one. */
export function useCreateKey(): Action<[below: string | null]> & {
  readonly create: (id: SubjectId, name: string, value: string) => Promise<'created' | 'proposed'>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const propose = useProposeEdits();
  const session = useSessionStore();
  const values = useValuesStore();

  function run(below: string | null): void {
    const isCluster = keys.subjectId !== null && isClusterSubject(keys.subjectId);
    const parent = below ?? (isCluster ? FIRST_PARENT_OF_CLUSTER : FIRST_PARENT);
    dialogs.open({ kind: 'new-key', name: parent.endsWith('/') ? parent : `${parent}/` });
  }

  /** In a cluster it is proposed: the plan is open then. @throws ElektraError TARGET_EXISTS, ELEKTRA_REJECTED, …; CancelledError */
  async function create(id: SubjectId, name: string, value: string): Promise<'created' | 'proposed'> {
    if (isClusterSubject(id)) {
      propose({ clusterId: clusterOf(id), edits: [{ kind: 'set', key: name, value }] });
      return 'proposed';
    }
    const written = await client.call('keys.set', { id, key: name, value, mustBeNew: true });
    if (keys.subjectId === id) keys.add(name);
    // What spec:/ says of it is not in the answer, so its metadata are read when it is shown.
    values.forget([name]);
    values.putOf(id, { key: name, exists: true, value: written.value, meta: {}, version: written.version });
    return 'created';
  }

  return {
    label: computed(() => t('keys.action.new')),
    available: computed(() => session.may('keys.set') && keys.subjectId !== null),
    keys: 'N',
    run,
    create,
  };
}
