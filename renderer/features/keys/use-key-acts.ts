import { computed, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { Copy, Link, List, PencilLine, Plus, RotateCw, Trash2 } from '@lucide/vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useCopyKeyName } from '../../actions/use-copy-key-name.ts';
import { useCopyLink } from '../../actions/use-copy-link.ts';
import { useCreateKey } from '../../actions/use-create-key.ts';
import { useNewArrayElement } from '../../actions/use-new-array-element.ts';
import { useRefreshKeys } from '../../actions/use-refresh-keys.ts';
import { useRemoveKey } from '../../actions/use-remove-key.ts';
import { useRenameKey } from '../../actions/use-rename-key.ts';
import type { MenuEntry } from '../../components/menu-entry.ts';
import { useToasts } from '../../components/toast.ts';

/** What can be done with the selected key, the same in the row's menu, in the panel's and by the keyboard. */
export function useKeyActs(
  instance: () => Instance,
  selected: () => string | null,
  select: (key: string | null) => void,
) {
  const { t } = useI18n();
  const toasts = useToasts();
  /** Why the last act did not happen. */
  const failure = shallowRef<unknown>(null);
  const copyName = useCopyKeyName();
  const copyLink = useCopyLink();
  const create = useCreateKey();
  const element = useNewArrayElement(selected);
  const refresh = useRefreshKeys();
  const removal = useRemoveKey();
  const renaming = useRenameKey();

  const entries = computed<readonly MenuEntry[]>(() => {
    const key = selected();
    const own: readonly MenuEntry[] = [
      ...(create.available.value ? [{ id: 'new', label: create.label.value, icon: Plus, keys: 'Insert' }] : []),
      ...(element.available.value ? [{ id: 'element', label: element.label.value, icon: List }] : []),
      ...(renaming.can(key) ? [{ id: 'rename', label: renaming.label.value, icon: PencilLine, keys: 'F2' }] : []),
    ];
    const copies: readonly MenuEntry[] =
      key === null
        ? []
        : [
            { id: 'copy-name', label: copyName.label.value, icon: Copy },
            { id: 'copy-link', label: copyLink.label.value, icon: Link },
          ];
    const rest: readonly MenuEntry[] = [
      { id: 'refresh', label: refresh.label.value, icon: RotateCw },
      ...(removal.can(key)
        ? [
            { separator: true } as const,
            { id: 'remove', label: removal.label.value, icon: Trash2, keys: 'Delete', danger: true },
          ]
        : []),
    ];
    const divided = own.length > 0 ? [...own, { separator: true } as const] : own;
    return [...divided, ...copies, ...rest];
  });

  async function choose(id: string): Promise<void> {
    const key = selected();
    if (id === 'new') await create.run(key);
    else if (id === 'element') await element.run();
    else if (id === 'refresh') await refresh.run();
    else if (key === null) return;
    else if (id === 'rename') await renaming.run(key);
    else if (id === 'copy-name') await copyName.run(key);
    else if (id === 'copy-link')
      await copyLink.run({ name: 'instance', params: { id: instance().id }, query: { key } });
    else if (id === 'remove') await remove(key);
  }

  async function remove(key: string): Promise<void> {
    failure.value = null;
    try {
      if ((await removal.run(instance().id, key)) !== 'removed') return;
      toasts.show(t('keys.removed', { name: key }));
      if (selected() === key) select(null);
    } catch (error) {
      if (!isCancelled(error)) failure.value = error;
    }
  }

  function insert(below: string): void {
    if (create.available.value) void create.run(below);
  }

  return { entries, failure, choose, remove, insert, rename: (key: string) => void renaming.run(key) };
}
