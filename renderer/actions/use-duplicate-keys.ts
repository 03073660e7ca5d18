import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { SubjectId } from '../stores/subject.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';
import { freeName, keepingBoth, transferable } from './key-targets.ts';
import { usePlaceKeys } from './use-place-keys.ts';

/** Makes another key like a key, beside it. `run` asks for the name of one; several get a free name each. */
export function useDuplicateKeys(): Omit<Action, 'run'> & {
  readonly can: (names: readonly string[]) => boolean;
  readonly run: (id: SubjectId, names: readonly string[], control: ActControl) => Promise<void>;
} {
  const { t } = useI18n();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const { carryOut } = usePlaceKeys();
  const available = computed(() => session.may('keys.copy'));

  function can(names: readonly string[]): boolean {
    return available.value && transferable(names).some((name) => keys.subtree(name).length > 0);
  }

  /** @throws as `carryOut` */
  async function run(from: SubjectId, names: readonly string[], control: ActControl): Promise<void> {
    if (!can(names)) return;
    const several = transferable(names);
    const [first] = several;
    if (first !== undefined && several.length === 1) {
      dialogs.open({ kind: 'duplicate-key', name: first, offered: freeName(first, keys.names) });
      return;
    }
    const moves = keepingBoth(
      several.map((key) => ({ key, target: key })),
      keys.names,
    );
    await carryOut({ mode: 'copy', from, to: from, moves, replace: new Set() }, control);
  }

  return { label: computed(() => t('keys.action.duplicate')), available, keys: 'Ctrl D', can, run };
}
