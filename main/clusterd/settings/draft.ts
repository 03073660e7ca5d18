import type { PlanConflict } from '#shared/clusterd/plans.ts';
import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import type { Steps } from '../pace.ts';
import type { Stamp } from '../registry/changes.ts';
import type { Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { effectsOf } from './draft-effects.ts';
import { createKeyNames } from './key-names.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { clustersBelow } from './tree.ts';

/** A change of clusters while it is made: what the edits up to now have done, over what is there. */
export interface Draft extends Omit<Overlay, 'touched'> {
  readonly stamp: Stamp;
  /** The clusters below one, as the tree is in the draft. */
  below(clusterId: string): readonly string[];
  /** Those of them that set something or are removing something, in the draft or before it: most set nothing. */
  setBelow(clusterId: string): readonly string[];
  /** The names of keys at or below one that the cluster itself sets or is removing, in the draft or before it. */
  namesAtOrBelow(clusterId: string, key: string): readonly string[];
  noteConflict(conflict: PlanConflict): void;
  /** Settings of other clusters that stand against the draft, each once. Those below are taken over in it, those above left as they are. */
  conflicts(): readonly PlanConflict[];
  /** What it does; null: nothing. */
  effects(): Steps<Effects | null>;
}

export function createDraft(base: ClusterView, stamp: Stamp): Draft {
  const overlay = createOverlay(base);
  const conflicts = new Map<string, PlanConflict>();
  const below = new Map<string, readonly string[]>();
  const setBelow = new Map<string, readonly string[]>();
  const names = createKeyNames(base);
  const added = new Map<string, Set<string>>();

  function add({ clusterId, key }: { readonly clusterId: string; readonly key: string }): void {
    if (base.settings(clusterId).has(key) || base.tombstones(clusterId).has(key)) return;
    if (!added.has(clusterId)) setBelow.clear();
    added.set(clusterId, (added.get(clusterId) ?? new Set()).add(key));
  }

  function forgetTree(): void {
    below.clear();
    setBelow.clear();
  }

  function allBelow(clusterId: string): readonly string[] {
    const known = below.get(clusterId) ?? [...clustersBelow(overlay.view, clusterId)];
    below.set(clusterId, known);
    return known;
  }

  const hasSomething = (id: string) => base.settings(id).size + base.tombstones(id).size > 0 || added.has(id);

  return {
    ...overlay,
    stamp,
    putCluster(record) {
      forgetTree();
      overlay.putCluster(record);
    },
    removeCluster(id) {
      forgetTree();
      overlay.removeCluster(id);
    },
    putSetting(record) {
      add(record);
      overlay.putSetting(record);
    },
    putTombstone(record) {
      add(record);
      overlay.putTombstone(record);
    },
    namesAtOrBelow(clusterId, key) {
      const news = [...(added.get(clusterId) ?? [])].filter((name) => isAtOrBelow(name as KeyName, key as KeyName));
      return [key, ...names.below(clusterId, key), ...news.filter((name) => name !== key)];
    },
    below: allBelow,
    setBelow(clusterId) {
      const known = setBelow.get(clusterId) ?? allBelow(clusterId).filter(hasSomething);
      setBelow.set(clusterId, known);
      return known;
    },
    noteConflict(conflict) {
      conflicts.set(`${conflict.clusterId}/${conflict.key}`, conflict);
    },
    conflicts: () => [...conflicts.values()],
    effects: () => effectsOf(base, overlay, stamp.number),
  };
}
