import type { Steps } from '../pace.ts';
import {
  NO_EFFECTS,
  type ClusterRecord,
  type Effects,
  type Place,
  type TombstoneRecord,
} from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Overlay } from './overlay.ts';
import { sameContent } from './setting-content.ts';
import { hasMemberBefore } from './tree.ts';

/** What an overlay makes different; what was changed and changed back is left out. null: nothing is different. */
export function* effectsOf(base: ClusterView, { view, touched }: Overlay, number: number): Steps<Effects | null> {
  const effects = {
    ...clusterEffects(base, view, touched.clusters),
    ...(yield* settingEffects(base, view, touched.settings.values())),
    ...(yield* tombstoneEffects(base, view, touched.tombstones.values(), number)),
    ...(yield* placeEffects(base, touched.places.values())),
  };
  return Object.values(effects).every((records) => records.length === 0) ? null : { ...NO_EFFECTS, ...effects };
}

type Touched = Iterable<Effects['goneSettings'][number]>;

function clusterEffects(base: ClusterView, view: ClusterView, touched: Iterable<string>) {
  const clusters: ClusterRecord[] = [];
  const goneClusters: string[] = [];
  for (const id of touched) {
    const [before, after] = [base.cluster(id), view.cluster(id)];
    if (after === undefined) {
      if (before !== undefined) goneClusters.push(id);
      continue;
    }
    const isPlaced = before?.parentId === after.parentId;
    const record = isPlaced ? { ...after, placedNumber: before.placedNumber } : after;
    if (before === undefined || !sameFields(before, record)) clusters.push(record);
  }
  return { clusters, goneClusters };
}

function sameFields(a: ClusterRecord, b: ClusterRecord): boolean {
  return (Object.keys(a) as (keyof ClusterRecord)[]).every((field) => a[field] === b[field]);
}

type SettingEffects = Pick<Effects, 'settings' | 'goneSettings'>;

function* settingEffects(base: ClusterView, view: ClusterView, touched: Touched): Steps<SettingEffects> {
  const { settings, goneSettings }: SettingEffects = { settings: [], goneSettings: [] };
  for (const { clusterId, key } of touched) {
    const before = base.settings(clusterId).get(key);
    const after = view.settings(clusterId).get(key);
    if (after === undefined) {
      if (before !== undefined) goneSettings.push({ clusterId, key });
    } else if (before === undefined || !sameContent(before, after)) settings.push(after);
    yield;
  }
  return { settings, goneSettings };
}

/** A removal for which nobody is there who was there before it needs no tombstone. */
function* tombstoneEffects(
  base: ClusterView,
  view: ClusterView,
  touched: Touched,
  number: number,
): Steps<Pick<Effects, 'tombstones' | 'goneTombstones'>> {
  const tombstones: TombstoneRecord[] = [];
  const goneTombstones: Effects['goneTombstones'] = [];
  const concerned = new Map<string, boolean>();
  const isConcerned = (clusterId: string): boolean => {
    const known = concerned.get(clusterId) ?? hasMemberBefore(view, clusterId, number);
    concerned.set(clusterId, known);
    return known;
  };
  for (const { clusterId, key } of touched) {
    const before = base.tombstones(clusterId).get(key);
    const put = view.tombstones(clusterId).get(key);
    const after = put === undefined || isConcerned(clusterId) ? put : withoutNumber(put, number);
    if (after === undefined) {
      if (before !== undefined) goneTombstones.push({ clusterId, key });
    } else if (before === undefined || !sameTombstone(before, after)) tombstones.push(after);
    yield;
  }
  return { tombstones, goneTombstones };
}

function* placeEffects(base: ClusterView, touched: Iterable<Place>): Steps<Pick<Effects, 'places'>> {
  const places: Place[] = [];
  for (const place of touched) {
    if (base.place(place.instanceId)?.clusterId !== place.clusterId) places.push(place);
    yield;
  }
  return { places };
}

function withoutNumber(tombstone: TombstoneRecord, number: number): TombstoneRecord | undefined {
  const whole = tombstone.whole === number ? null : tombstone.whole;
  const metakeys = Object.fromEntries(Object.entries(tombstone.metakeys).filter(([, each]) => each !== number));
  return whole === null && Object.keys(metakeys).length === 0 ? undefined : { ...tombstone, whole, metakeys };
}

function sameTombstone(a: TombstoneRecord, b: TombstoneRecord): boolean {
  const [of, other] = [Object.entries(a.metakeys), Object.entries(b.metakeys)];
  return a.whole === b.whole && of.length === other.length && of.every(([key, each]) => b.metakeys[key] === each);
}
