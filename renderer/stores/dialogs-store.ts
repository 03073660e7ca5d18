import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Cluster, ClusterId } from '#shared/model/cluster.ts';
import type { Instance, InstanceId } from '#shared/model/instance.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Transfer } from './key-transfer.ts';
import type { Proposal } from './proposal.ts';

/** What goes somewhere else in the tree of clusters. */
export type MovedInTree = { readonly instanceIds: readonly InstanceId[] } | { readonly cluster: Cluster };

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
  /** Edits of a cluster, with what they would change. */
  | { readonly kind: 'plan'; readonly proposal: Proposal }
  | { readonly kind: 'new-cluster'; readonly parentId: ClusterId | null }
  | { readonly kind: 'edit-cluster'; readonly cluster: Cluster }
  | { readonly kind: 'duplicate-cluster'; readonly cluster: Cluster }
  | { readonly kind: 'remove-cluster'; readonly cluster: Cluster }
  /** Instances, or a cluster, that are to go somewhere else in the tree. */
  | { readonly kind: 'move-in-tree'; readonly moved: MovedInTree }
  | { readonly kind: 'new-token' }
  /** `url`: where to begin. `finishes`: the move to a server ends with it. */
  | { readonly kind: 'connect-remote'; readonly url: string; readonly finishes: boolean }
  /** `moves`: the move to a server begins with it; otherwise it is a backup and nothing else. */
  | { readonly kind: 'write-backup'; readonly moves: boolean }
  | { readonly kind: 'give-up-move' }
  | { readonly kind: 'sign-in-to-proxy'; readonly url: string }
  | { readonly kind: 'about' }
  | { readonly kind: 'shortcuts' };

export type DesktopDialog = Extract<
  OpenDialog,
  { readonly kind: 'connect-remote' | 'write-backup' | 'give-up-move' | 'sign-in-to-proxy' | 'about' }
>;

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
