import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { KeyName } from '#shared/model/key-name.ts';
import { isAtOrBelowText } from './key-text.ts';
import type { SubjectId } from './subject.ts';

/** Keys that were copied or cut, each with all below it. Nothing of them is read or changed before they are pasted. */
export interface KeyClipboard {
  readonly mode: 'copy' | 'cut';
  readonly subjectId: SubjectId;
  readonly names: readonly KeyName[];
}

/** What will be pasted, in this instance or in another one. */
export const useKeyClipboardStore = defineStore('key-clipboard', () => {
  const content = shallowRef<KeyClipboard | null>(null);

  function put(next: KeyClipboard): void {
    content.value = next;
  }

  function clear(): void {
    content.value = null;
  }

  /** Whether a key waits to be moved away, on its own or with one above it. */
  function isCut(subjectId: string | null, name: string): boolean {
    const cut = content.value;
    if (cut?.mode !== 'cut' || cut.subjectId !== subjectId) return false;
    return cut.names.some((above) => isAtOrBelowText(name, above));
  }

  return { content, put, clear, isCut };
});
