import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { isReserved, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf } from '#shared/model/namespace.ts';
import { useKeysStore } from '../../stores/keys-store.ts';

export type KeyNameCheck =
  | { readonly ok: true; readonly name: KeyName }
  /** `words` is undefined while there is nothing to complain about yet. `taken` is a name that is fine but for what is there. */
  | { readonly ok: false; readonly words: string | undefined; readonly taken?: KeyName };

interface KeyNameRules {
  /** Nobody has typed yet: what is offered is not complained about. */
  readonly untouched: () => boolean;
  /** By default: there is such a key. */
  readonly isTaken?: (name: KeyName) => boolean;
  /** A key that cannot come to lie below itself. */
  readonly source?: string;
}

/** Whether a text names a key that can be made, as it is typed. */
export function useKeyNameCheck(text: Ref<string>, rules: KeyNameRules): ComputedRef<KeyNameCheck> {
  const { t } = useI18n();
  const keys = useKeysStore();
  const { untouched, isTaken = keys.has, source } = rules;

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
    if (source !== undefined && name.startsWith(`${source}/`)) return { ok: false, words: t('keys.rename.inside') };
    if (name === source || isTaken(name)) {
      return untouched()
        ? { ok: false, words: undefined }
        : { ok: false, words: t('keys.nameProblem.exists'), taken: name };
    }
    return { ok: true, name };
  });
}
