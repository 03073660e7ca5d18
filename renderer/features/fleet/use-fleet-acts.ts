import { computed } from 'vue';
import { ArrowUpFromLine, Boxes, Copy, FolderInput, Link, Pause, Pencil, Play, Trash2, Unlink } from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import { placeOf } from '../../actions/place-of.ts';
import { useCopyLink } from '../../actions/use-copy-link.ts';
import { useCreateCluster } from '../../actions/use-create-cluster.ts';
import { useDuplicateCluster } from '../../actions/use-duplicate-cluster.ts';
import { useEditCluster } from '../../actions/use-edit-cluster.ts';
import { useEditInstance } from '../../actions/use-edit-instance.ts';
import { useMoveInTree } from '../../actions/use-move-in-tree.ts';
import { usePauseCluster } from '../../actions/use-pause-cluster.ts';
import { useRemoveCluster } from '../../actions/use-remove-cluster.ts';
import { useRemoveInstance } from '../../actions/use-remove-instance.ts';
import type { MenuEntry } from '../../components/menu-entry.ts';
import type { MovedInTree } from '../../stores/dialogs-store.ts';
import { clusterSubject } from '../../stores/subject.ts';
import type { FleetRow } from './fleet-rows.ts';

/** What can be done with the chosen rows of the fleet: the same in a row's menu, in the page's, by the keyboard and by dragging. */
export function useFleetActs(chosen: () => readonly FleetRow[]) {
  const { t } = useI18n();
  const cluster = computed(() => {
    const [row, second] = chosen();
    return row?.kind === 'cluster' && second === undefined ? row.cluster : undefined;
  });
  const instances = computed(() => chosen().flatMap((row) => (row.kind === 'instance' ? [row.instance] : [])));
  const instance = computed(() => (instances.value.length === 1 ? instances.value[0] : undefined));
  const acts = {
    create: useCreateCluster(),
    edit: useEditCluster(),
    duplicate: useDuplicateCluster(),
    pause: usePauseCluster(() => cluster.value),
    remove: useRemoveCluster(),
    move: useMoveInTree(),
    copyLink: useCopyLink(),
    editInstance: useEditInstance(),
    removeInstance: useRemoveInstance(),
  };

  const moved = computed<MovedInTree | null>(() => {
    if (cluster.value !== undefined) return { cluster: cluster.value };
    const instanceIds = instances.value.map(({ id }) => id);
    return instanceIds.length > 0 && instanceIds.length === chosen().length ? { instanceIds } : null;
  });

  const entries = computed<readonly MenuEntry[]>(() => {
    const groups = [cluster.value === undefined ? [] : clusterEntries(), placeEntries(), lastEntries()];
    return groups
      .filter((group) => group.length > 0)
      .flatMap((group, at): readonly MenuEntry[] => (at === 0 ? group : [{ separator: true }, ...group]));
  });

  function clusterEntries(): readonly MenuEntry[] {
    const { create, edit, duplicate, pause } = acts;
    return [
      ...(create.available.value ? [{ id: 'new-below', label: t('cluster.action.newBelow'), icon: Boxes }] : []),
      ...(edit.available.value ? [{ id: 'edit', label: edit.label.value, icon: Pencil, keys: 'F2' }] : []),
      ...(duplicate.available.value ? [{ id: 'duplicate', label: duplicate.label.value, icon: Copy }] : []),
      ...(pause.available.value
        ? [{ id: 'pause', label: pause.label.value, icon: cluster.value?.paused ? Play : Pause }]
        : []),
    ];
  }

  function placeEntries(): readonly MenuEntry[] {
    const { move } = acts;
    if (moved.value === null || !move.available.value) return [];
    const isCluster = cluster.value !== undefined;
    const out = isCluster ? ArrowUpFromLine : Unlink;
    return [
      { id: 'move', label: isCluster ? move.label.value : t('cluster.action.join'), icon: FolderInput },
      ...(move.canPlace(moved.value, null)
        ? [{ id: 'out', label: t(isCluster ? 'cluster.action.toTop' : 'cluster.action.leave'), icon: out }]
        : []),
    ];
  }

  function lastEntries(): readonly MenuEntry[] {
    const { remove, copyLink, editInstance, removeInstance } = acts;
    const link = { id: 'copy-link', label: copyLink.label.value, icon: Link };
    const gone = { id: 'remove', icon: Trash2, danger: true, keys: 'Delete' } as const;
    if (cluster.value !== undefined) {
      return [link, ...(remove.available.value ? [{ ...gone, label: remove.label.value }] : [])];
    }
    if (instance.value === undefined) return [];
    return [
      link,
      ...(editInstance.available.value
        ? [{ id: 'edit-instance', label: editInstance.label.value, icon: Pencil, keys: 'F2' }]
        : []),
      ...(removeInstance.available.value ? [{ ...gone, label: removeInstance.label.value }] : []),
    ];
  }

  async function choose(id: string): Promise<void> {
    if (id === 'pause') return void (await acts.pause.run());
    if (id === 'move' && moved.value !== null) return void acts.move.run(moved.value);
    if (id === 'out' && moved.value !== null) return acts.move.place(moved.value, null);
    if (cluster.value !== undefined) return chooseOfCluster(id);
    if (instance.value === undefined) return;
    if (id === 'copy-link') await acts.copyLink.run(placeOf(instance.value.id));
    else if (id === 'edit-instance' || id === 'rename') await acts.editInstance.run(instance.value);
    else if (id === 'remove') await acts.removeInstance.run(instance.value);
  }

  async function chooseOfCluster(id: string): Promise<void> {
    if (cluster.value === undefined) return;
    if (id === 'new-below') await acts.create.run(cluster.value.id);
    else if (id === 'edit' || id === 'rename') await acts.edit.run(cluster.value);
    else if (id === 'duplicate') await acts.duplicate.run(cluster.value);
    else if (id === 'copy-link') await acts.copyLink.run(placeOf(clusterSubject(cluster.value.id)));
    else if (id === 'remove') await acts.remove.run(cluster.value);
  }

  /** By a key on a row: what is not offered in the menu is not done. */
  async function perform(act: string): Promise<void> {
    const wanted = act === 'rename' ? ['edit', 'edit-instance'] : [act];
    const entry = entries.value.find((each) => 'id' in each && wanted.includes(each.id));
    if (entry !== undefined && 'id' in entry) await choose(entry.id);
  }

  return { entries, choose, perform, move: acts.move };
}
