import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { writeClipboard } from '../components/clipboard.ts';
import { useToasts } from '../components/toast.ts';
import { useCounted } from '../composables/use-counted.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import { useKeyClipboardStore, type KeyClipboard } from '../stores/key-clipboard-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';
import { transferable } from './key-targets.ts';

/** Takes keys, with all below them, to where they will be pasted. Their names are put on the system's clipboard as text as well. */
export function useClipKeys(mode: KeyClipboard['mode']): Action<[names: readonly string[]]> & {
  readonly can: (names: readonly string[]) => boolean;
} {
  const { t } = useI18n();
  const counted = useCounted();
  const clipboard = useKeyClipboardStore();
  const faults = useFaultsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const toasts = useToasts();
  const available = computed(() => session.may(mode === 'cut' ? 'keys.move' : 'keys.copy') && keys.subjectId !== null);

  function can(names: readonly string[]): boolean {
    return available.value && transferable(names).some((name) => keys.subtree(name).length > 0);
  }

  async function run(names: readonly string[]): Promise<void> {
    const taken = transferable(names);
    if (keys.subjectId === null || !can(names)) return;
    clipboard.put({ mode, subjectId: keys.subjectId, names: taken });
    toasts.show(counted(`keys.clipboard.taken.${mode}`, taken.length));
    try {
      await writeClipboard(taken.join('\n'));
    } catch (error) {
      faults.report(error);
    }
  }

  return {
    label: computed(() => t(`keys.action.${mode}`)),
    available,
    keys: mode === 'cut' ? 'Ctrl X' : 'Ctrl C',
    can,
    run,
  };
}
