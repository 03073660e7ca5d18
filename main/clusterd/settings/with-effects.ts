import type { Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createOverlay } from './overlay.ts';

/** The view as it will be after a change with these effects. Where they touch nothing it shows what `view` shows at that time. */
export function withEffects(view: ClusterView, effects: Effects): ClusterView {
  const overlay = createOverlay(view);
  effects.clusters.forEach(overlay.putCluster);
  effects.settings.forEach(overlay.putSetting);
  effects.tombstones.forEach(overlay.putTombstone);
  effects.places.forEach(overlay.putPlace);
  effects.goneSettings.forEach(overlay.removeSetting);
  effects.goneTombstones.forEach(overlay.removeTombstone);
  effects.goneClusters.forEach(overlay.removeCluster);
  return overlay.view;
}
