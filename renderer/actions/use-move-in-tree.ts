import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDialogsStore, type MovedInTree } from '../stores/dialogs-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';
import { useProposeEdits } from './use-propose-edits.ts';

/**
 * Joining, leaving, nesting: instances go into a cluster or out of theirs, a cluster goes below another one or to the top. `run` asks where to, `place`
 * is what the answer, or a drop, does: it opens the plan.
 */
export function useMoveInTree(): Action<[moved: MovedInTree]> & {
  readonly canPlace: (moved: MovedInTree, target: ClusterId | null) => boolean;
  readonly place: (moved: MovedInTree, target: ClusterId | null) => void;
} {
  const { t } = useI18n();
  const clusters = useClustersStore();
  const dialogs = useDialogsStore();
  const instances = useInstancesStore();
  const session = useSessionStore();
  const propose = useProposeEdits();
  const available = computed(() => session.may('clusters.joinMany'));

  function canPlace(moved: MovedInTree, target: ClusterId | null): boolean {
    if (!available.value) return false;
    if ('cluster' in moved) {
      const { id, parentId } = moved.cluster;
      return parentId !== target && (target === null || !clusters.isAtOrBelow(target, id));
    }
    const going = goingTo(moved.instanceIds, target);
    return going.length > 0 && (target !== null || new Set(going.map(({ clusterId }) => clusterId)).size === 1);
  }

  function place(moved: MovedInTree, target: ClusterId | null): void {
    if (!canPlace(moved, target)) return;
    if ('cluster' in moved) {
      propose({ clusterId: moved.cluster.id, edits: [{ kind: 'place', parentId: target }] });
      return;
    }
    const going = goingTo(moved.instanceIds, target);
    const instanceIds = going.map(({ id }) => id);
    const from = clusters.byId.get(going[0]?.clusterId ?? '');
    if (target !== null) {
      const force = going.some(({ clusterId }) => clusterId !== null);
      propose({ clusterId: target, edits: [{ kind: 'join', instanceIds }], force });
    } else if (from !== undefined) {
      propose({ clusterId: from.id, edits: [{ kind: 'leave', instanceIds }] });
    }
  }

  /** Those that are not there already. */
  function goingTo(ids: readonly Instance['id'][], target: ClusterId | null): readonly Instance[] {
    return ids.flatMap((id) => instances.byId.get(id) ?? []).filter(({ clusterId }) => clusterId !== target);
  }

  return {
    label: computed(() => t('cluster.action.move')),
    available,
    run: (moved) => dialogs.open({ kind: 'move-in-tree', moved }),
    canPlace,
    place,
  };
}
