import {
  ArrowUpFromLine,
  ClipboardPaste,
  Copy,
  CopyPlus,
  FolderInput,
  Link,
  List,
  PencilLine,
  Plus,
  RotateCw,
  Scissors,
  TextCursorInput,
  Trash2,
} from '@lucide/vue';
import type { MenuEntry } from '../../components/menu-entry.ts';
import type { KeyActions } from './use-key-actions.ts';

export type KeyActId =
  | 'new'
  | 'element'
  | 'rename'
  | 'duplicate'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'move'
  | 'lift'
  | 'copy-name'
  | 'copy-link'
  | 'refresh'
  | 'remove';

type KeyEntry = MenuEntry & { readonly id: KeyActId };

/** What is offered for the chosen keys; `key` is the one that is shown. What cannot be done is not in it. */
export function keyMenu(actions: KeyActions, key: string | null, names: readonly string[]): readonly MenuEntry[] {
  const { create, element, renaming, duplication, cut, copy, paste, move, copyName, copyLink, refresh, removal, lift } =
    actions;
  const one = names.length === 1 && key !== null;
  const here: readonly (KeyEntry | false)[] = [
    create.available.value && { id: 'new', label: create.label.value, icon: Plus, keys: 'Insert' },
    element.available.value && { id: 'element', label: element.label.value, icon: List },
    one && renaming.can(key) && { id: 'rename', label: renaming.label.value, icon: PencilLine, keys: 'F2' },
    duplication.can(names) && { id: 'duplicate', label: duplication.label.value, icon: CopyPlus, keys: 'Ctrl D' },
  ];
  const elsewhere: readonly (KeyEntry | false)[] = [
    cut.can(names) && { id: 'cut', label: cut.label.value, icon: Scissors, keys: 'Ctrl X' },
    copy.can(names) && { id: 'copy', label: copy.label.value, icon: Copy, keys: 'Ctrl C' },
    paste.can(key) && { id: 'paste', label: paste.label.value, icon: ClipboardPaste, keys: 'Ctrl V' },
    move.can(names) && { id: 'move', label: move.label.value, icon: FolderInput },
    lift.can(names) && { id: 'lift', label: lift.label.value, icon: ArrowUpFromLine },
  ];
  const rest: readonly (KeyEntry | false)[] = [
    one && { id: 'copy-name', label: copyName.label.value, icon: TextCursorInput },
    one && { id: 'copy-link', label: copyLink.label.value, icon: Link },
    { id: 'refresh', label: refresh.label.value, icon: RotateCw },
  ];
  const last: readonly (KeyEntry | false)[] = [
    removal.can(names) && { id: 'remove', label: removal.label.value, icon: Trash2, keys: 'Delete', danger: true },
  ];
  const groups = [here, elsewhere, rest, last].map((group) => group.filter((entry) => entry !== false));
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, at): readonly MenuEntry[] => (at === 0 ? group : [{ separator: true }, ...group]));
}
