import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';
import { isArrayPart, nextArrayPart } from '#shared/model/array-part.ts';
import {
  baseNameOf,
  joinKeyName,
  parentOf,
  storedPartsOf,
  tryParseKeyName,
  type KeyName,
} from '#shared/model/key-name.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';

/** Asks for the element after the last one of an array: of the selected key, or of the array that it is an element of. */
export function useNewArrayElement(selected: MaybeRefOrGetter<string | null>): Action {
  const { t } = useI18n();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const values = useValuesStore();
  const array = computed(() => arrayOf(toValue(selected)));

  function run(): void {
    if (array.value === null) return;
    dialogs.open({ kind: 'new-key', name: joinKeyName(array.value, nextArrayPart(childParts(array.value))) });
  }

  function arrayOf(name: string | null): KeyName | null {
    const parsed = name === null ? null : tryParseKeyName(name);
    if (!parsed?.ok) return null;
    const declared = values.states.get(parsed.name)?.meta['array'] !== undefined;
    if (declared || childParts(parsed.name).some(isArrayPart)) return parsed.name;
    return isArrayPart(baseNameOf(parsed.name)) ? parentOf(parsed.name) : null;
  }

  function childParts(parent: KeyName): readonly string[] {
    const depth = storedPartsOf(parent).length;
    const parts = keys.subtree(parent).map((name) => storedPartsOf(name)[depth]);
    return [...new Set(parts)].filter((part) => part !== undefined);
  }

  return {
    label: computed(() => t('keys.action.newElement')),
    available: computed(() => session.may('keys.set') && array.value !== null),
    run,
  };
}
