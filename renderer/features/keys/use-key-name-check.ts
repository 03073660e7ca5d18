import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { isReserved, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf } from '#shared/model/namespace.ts';
import { useKeysStore } from '../../stores/keys-store.ts';

export type KeyNameCheck =
  | { readonly ok: true; readonly name: KeyName }
  /** `words` is undefined while there is nothing to complain about yet. */
  | { readonly ok: false; readonly words: string | undefined };

/** Whether a text names a key that can be made, as it is typed. `same` is allowed although it exists: the name before a rename. */
export function useKeyNameCheck(text: Ref<string>, untouched: Ref<boolean>): ComputedRef<KeyNameCheck> {
  const { t } = useI18n();
  const keys = useKeysStore();

  return computed(() => {
    if (text.value.trim() === '') return { ok: false, words: undefined };
    const parsed = tryParseKeyName(text.value);
    if (!parsed.ok) {
      const { code, part = '' } = parsed.problem;
      return { ok: false, words: t(`keys.nameProblem.${code}`, { part }) };
    }
    const { name } = parsed;
    if (!isStoredNamespace(namespaceOf(name))) return { ok: false, words: t('keys.nameProblem.notStored') };
    if (isReserved(name)) return { ok: false, words: t('keys.nameProblem.reserved') };
    if (keys.has(name)) return { ok: false, words: untouched.value ? undefined : t('keys.nameProblem.exists') };
    return { ok: true, name };
  });
}
