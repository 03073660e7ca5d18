import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';

export type Removal = 'removed' | 'asked' | 'nothing';

/** Removes a key. Only a subtree is asked about, naming how many keys go. */
export function useRemoveKey(): Omit<Action, 'run'> & {
  readonly can: (name: string | null) => name is string;
  readonly run: (id: InstanceId, name: string) => Promise<Removal>;
  readonly removeAll: (id: InstanceId, name: string) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const values = useValuesStore();

  function can(name: string | null): name is string {
    return name !== null && session.may('keys.remove') && keys.subtree(name).length > 0;
  }

  /**
   * Asks the instance first what is there: somebody may have put keys below this one since the names were read.
   * @throws ElektraError KEY_RESTRICTED, ELEKTRA_REJECTED, …; CancelledError
   */
  async function run(id: InstanceId, name: string): Promise<Removal> {
    if (!can(name)) return 'nothing';
    const { ls } = await client.call('keys.read', { id, key: name, children: false });
    if (ls.some((found) => found !== name)) {
      dialogs.open({ kind: 'remove-keys', name, count: ls.length });
      return 'asked';
    }
    await removeAll(id, name);
    return 'removed';
  }

  /** @throws as `run` */
  async function removeAll(id: InstanceId, name: string): Promise<void> {
    await client.call('keys.remove', { id, key: name });
    drafts.drop(id, name);
    if (keys.instanceId !== id) return;
    values.forget(keys.subtree(name));
    keys.drop(name);
  }

  return {
    label: computed(() => t('keys.action.remove')),
    available: computed(() => session.may('keys.remove')),
    keys: 'Delete',
    can,
    run,
    removeAll,
  };
}
