import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { isRootText } from '../stores/key-text.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Gives a key and everything below it another name. `run` asks for it. */
export function useRenameKey(): Action<[name: string]> & {
  readonly can: (name: string | null) => name is string;
} {
  const { t } = useI18n();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const session = useSessionStore();

  function can(name: string | null): name is string {
    return name !== null && session.may('keys.move') && !isRootText(name) && keys.subtree(name).length > 0;
  }

  function run(name: string): void {
    if (can(name)) dialogs.open({ kind: 'rename-key', name });
  }

  return {
    label: computed(() => t('keys.action.rename')),
    available: computed(() => session.may('keys.move')),
    keys: 'F2',
    run,
    can,
  };
}
