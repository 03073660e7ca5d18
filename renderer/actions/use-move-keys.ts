import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';
import { transferable } from './key-targets.ts';
import { usePlaceKeys } from './use-place-keys.ts';

/** Gives keys a place below another key. `run` asks which one; `place` is what the answer, or a drop, does. */
export function useMoveKeys(): Action<[names: readonly string[]]> & {
  readonly can: (names: readonly string[]) => boolean;
  readonly place: ReturnType<typeof usePlaceKeys>['place'];
} {
  const { t } = useI18n();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const { place } = usePlaceKeys();
  const available = computed(() => session.may('keys.move'));

  function can(names: readonly string[]): boolean {
    return available.value && transferable(names).some((name) => keys.subtree(name).length > 0);
  }

  function run(names: readonly string[]): void {
    if (can(names)) dialogs.open({ kind: 'move-keys', names: transferable(names) });
  }

  return { label: computed(() => t('keys.action.move')), available, can, run, place };
}
