import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';
import { topmost } from './key-targets.ts';
import { namesAt } from './names-at.ts';
import { useProposeEdits } from './use-propose-edits.ts';

export type Removal = 'removed' | 'asked' | 'nothing';

/** Removes keys. A single one goes at once; a subtree or several are asked about, naming how many keys go. Of a cluster all are planned. */
export function useRemoveKeys(): Omit<Action, 'run'> & {
  readonly can: (names: readonly string[]) => boolean;
  readonly run: (id: SubjectId, names: readonly string[]) => Promise<Removal>;
  readonly removeAll: (id: InstanceId, names: readonly string[]) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const propose = useProposeEdits();
  const session = useSessionStore();
  const values = useValuesStore();

  function can(names: readonly string[]): boolean {
    return session.may('keys.removeMany') && names.some((name) => keys.subtree(name).length > 0);
  }

  /**
   * Asks the instance first what is there: somebody may have put keys below these since the names were read.
   * @throws ElektraError KEY_RESTRICTED, ELEKTRA_REJECTED, …; CancelledError
   */
  async function run(id: SubjectId, names: readonly string[]): Promise<Removal> {
    if (!can(names)) return 'nothing';
    const going = topmost(names);
    if (isClusterSubject(id)) {
      const edits = going.map((key) => ({ kind: 'remove', key, keep: false }) as const);
      propose({ clusterId: clusterOf(id), edits });
      return 'asked';
    }
    const found = (await Promise.all(going.map((name) => namesAt(client, id, name)))).flat();
    if (found.some((name) => name !== going[0])) {
      dialogs.open({ kind: 'remove-keys', names: going, count: found.length });
      return 'asked';
    }
    await removeAll(id, going);
    return 'removed';
  }

  /** All of them or none. @throws as `run` */
  async function removeAll(id: InstanceId, names: readonly string[]): Promise<void> {
    await client.call('keys.removeMany', { id, keys: [...names] });
    for (const name of names) {
      drafts.drop(id, name);
      if (keys.subjectId !== id) continue;
      values.forget(keys.subtree(name));
      keys.drop(name);
    }
  }

  return {
    label: computed(() => t('keys.action.remove')),
    available: computed(() => session.may('keys.removeMany')),
    keys: 'Delete',
    can,
    run,
    removeAll,
  };
}
