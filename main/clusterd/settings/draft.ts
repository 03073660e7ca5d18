import type { PlanConflict } from '#shared/clusterd/plans.ts';
import type { Stamp } from '../registry/changes.ts';
import type { Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { effectsOf } from './draft-effects.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { clustersBelow } from './tree.ts';

/** A change of clusters while it is made: what the edits up to now have done, over what is there. */
export interface Draft extends Omit<Overlay, 'touched'> {
  readonly stamp: Stamp;
  /** The clusters below one, as the tree is in the draft. */
  below(clusterId: string): readonly string[];
  noteConflict(conflict: PlanConflict): void;
  /** Settings of other clusters that stand against the draft, each once. Those below are taken over in it, those above left as they are. */
  conflicts(): readonly PlanConflict[];
  /** What it does; null: nothing. */
  effects(): Effects | null;
}

export function createDraft(base: ClusterView, stamp: Stamp): Draft {
  const overlay = createOverlay(base);
  const conflicts = new Map<string, PlanConflict>();
  const below = new Map<string, readonly string[]>();
  return {
    ...overlay,
    stamp,
    putCluster(record) {
      below.clear();
      overlay.putCluster(record);
    },
    removeCluster(id) {
      below.clear();
      overlay.removeCluster(id);
    },
    below(clusterId) {
      const known = below.get(clusterId) ?? [...clustersBelow(overlay.view, clusterId)];
      below.set(clusterId, known);
      return known;
    },
    noteConflict(conflict) {
      conflicts.set(`${conflict.clusterId}/${conflict.key}`, conflict);
    },
    conflicts: () => [...conflicts.values()],
    effects: () => effectsOf(base, overlay, stamp.number),
  };
}
