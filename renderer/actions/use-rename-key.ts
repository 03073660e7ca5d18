import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { isRootText } from '../stores/key-text.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useOpenRowsStore } from '../stores/open-rows-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';

/** Gives a key and everything below it another name. `run` asks for it. */
export function useRenameKey(): Action<[name: string]> & {
  readonly can: (name: string | null) => name is string;
  readonly rename: (id: InstanceId, from: string, to: string) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const openRows = useOpenRowsStore();
  const session = useSessionStore();
  const values = useValuesStore();

  function can(name: string | null): name is string {
    return name !== null && session.may('keys.move') && !isRootText(name) && keys.subtree(name).length > 0;
  }

  function run(name: string): void {
    if (can(name)) dialogs.open({ kind: 'rename-key', name, count: keys.subtree(name).length });
  }

  /** @throws ElektraError TARGET_EXISTS, KEY_NOT_FOUND, VALUE_NOT_CARRIED, …; CancelledError */
  async function rename(id: InstanceId, from: string, to: string): Promise<void> {
    await client.call('keys.move', { id, key: from, target: to });
    drafts.move(id, from, to);
    openRows.move(id, from, to);
    if (keys.instanceId !== id) return;
    values.forget([...keys.subtree(from), ...keys.subtree(to)]);
    keys.move(from, to);
  }

  return {
    label: computed(() => t('keys.action.rename')),
    available: computed(() => session.may('keys.move')),
    keys: 'F2',
    run,
    can,
    rename,
  };
}
