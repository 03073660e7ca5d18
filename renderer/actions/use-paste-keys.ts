import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { SubjectId } from '../stores/subject.ts';
import { tryParseKeyName } from '#shared/model/key-name.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { useKeyClipboardStore } from '../stores/key-clipboard-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';
import { usePlaceKeys, type Placed } from './use-place-keys.ts';

/** Puts the keys that were copied or cut below a key, in the instance they come from or in another one. */
export function usePasteKeys(): Omit<Action, 'run'> & {
  readonly can: (below: string | null) => below is string;
  readonly run: (to: SubjectId, below: string, control: ActControl) => Promise<Placed>;
} {
  const { t } = useI18n();
  const clipboard = useKeyClipboardStore();
  const session = useSessionStore();
  const { place } = usePlaceKeys();
  const available = computed(
    () => clipboard.content !== null && session.may('keys.copy') && session.may('keys.setAll'),
  );

  function can(below: string | null): below is string {
    return below !== null && available.value && tryParseKeyName(below).ok;
  }

  /** What was cut is pasted once; back in its place it is not cut any more. @throws as `place` */
  async function run(to: SubjectId, below: string, control: ActControl): Promise<Placed> {
    const content = clipboard.content;
    if (content === null || !can(below)) return 'nothing';
    const { mode, subjectId: from, names } = content;
    const placed = await place({ mode: mode === 'cut' ? 'move' : 'copy', from, to, names, below }, control);
    if (mode === 'cut' && placed === 'nothing') clipboard.clear();
    return placed;
  }

  return { label: computed(() => t('keys.action.paste')), available, keys: 'Ctrl V', can, run };
}
