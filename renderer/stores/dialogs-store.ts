import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Instance } from '#shared/model/instance.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Transfer } from './key-transfer.ts';

/** The one dialog that is open, with what it is about. */
export type OpenDialog =
  | { readonly kind: 'add-instance'; readonly host: string }
  | { readonly kind: 'edit-instance'; readonly instance: Instance }
  | { readonly kind: 'remove-instance'; readonly instance: Instance }
  | { readonly kind: 'new-key'; readonly name: string }
  | { readonly kind: 'rename-key'; readonly name: string }
  /** `offered` is a name that is free. */
  | { readonly kind: 'duplicate-key'; readonly name: string; readonly offered: string }
  | { readonly kind: 'move-keys'; readonly names: readonly KeyName[] }
  /** `existing`: all names beside the targets. */
  | { readonly kind: 'replace-keys'; readonly transfer: Transfer; readonly existing: readonly string[] }
  | { readonly kind: 'remove-keys'; readonly names: readonly string[]; readonly count: number }
  | { readonly kind: 'new-token' }
  | { readonly kind: 'shortcuts' };

/** Which dialog is open. A menu, a button and a shortcut open the same one. */
export const useDialogsStore = defineStore('dialogs', () => {
  const current = shallowRef<OpenDialog | null>(null);

  function open(dialog: OpenDialog): void {
    current.value = dialog;
  }

  function close(): void {
    current.value = null;
  }

  return { current, open, close };
});
