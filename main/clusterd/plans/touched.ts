import { compareKeyNames } from '#shared/model/key-order.ts';
import type { Steps } from '../pace.ts';
import type { Effects, SettingRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { pathOf, wayOf } from '../settings/tree.ts';

/** What a change does to one key of an instance, as far as the registry knows. `before` and `after`: the setting that holds there; null: none. */
export interface TouchedKey {
  readonly key: string;
  readonly before: SettingRecord | null;
  readonly after: SettingRecord | null;
  /** What goes from the instance: the key itself, or these metakeys. */
  readonly gone: 'key' | readonly string[];
}

/** Instances with the same clusters before and after a change: it touches the same keys of all of them. */
export interface TouchedAlike {
  /** The ids of their clusters before the change, from their own to the top. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** In key order. */
  readonly keys: readonly TouchedKey[];
  /** In the order in which they were met. */
  readonly instances: readonly string[];
}

/** A change that is thought through: the views with and without it, and the number it has in the view with it. */
export interface Thought {
  readonly before: ClusterView;
  readonly after: ClusterView;
  readonly effects: Effects;
  readonly number: number;
}

/** Every instance whose settings or clusters are others with the change than without it. */
export function* touchedSteps(thought: Thought): Steps<readonly TouchedAlike[]> {
  const { before, after } = thought;
  const found = new Map<string, { readonly alike: Omit<TouchedAlike, 'instances'>; readonly instances: string[] }>();
  const keysOf = touchedKeys(thought);
  for (const instanceId of concerned(thought)) {
    const to = after.place(instanceId);
    if (to === undefined) continue;
    const from = before.place(instanceId)?.clusterId ?? null;
    const kind = `${from ?? ''}/${to.clusterId ?? ''}`;
    const known = found.get(kind);
    if (known !== undefined) {
      known.instances.push(instanceId);
      continue;
    }
    const ids = (view: ClusterView, clusterId: string | null) => pathOf(view, clusterId).map(({ id }) => id);
    const alike = { from: ids(before, from), to: ids(after, to.clusterId), keys: yield* keysOf(instanceId) };
    found.set(kind, { alike, instances: [instanceId] });
  }
  return [...found.values()].map(({ alike, instances }) => ({ ...alike, instances }));
}

/** The members, before or after, of all clusters that the effects name, and of those below them. */
function concerned({ before, after, effects }: Thought): ReadonlySet<string> {
  const clusters = new Set<string>();
  const reach = (id: string): void => {
    if (clusters.has(id)) return;
    clusters.add(id);
    for (const view of [before, after]) for (const child of view.children(id)) reach(child);
  };
  for (const { clusterId } of [...effects.settings, ...effects.goneSettings, ...effects.tombstones]) reach(clusterId);
  for (const { id, parentId } of effects.clusters) if (before.cluster(id)?.parentId !== parentId) reach(id);
  for (const id of effects.goneClusters) reach(id);
  const instances = new Set(effects.places.map(({ instanceId }) => instanceId));
  for (const id of clusters)
    for (const view of [before, after]) view.members(id).forEach((each) => instances.add(each));
  return instances;
}

function touchedKeys({
  before,
  after,
  effects,
  number,
}: Thought): (instanceId: string) => Steps<readonly TouchedKey[]> {
  const named = byCluster([...effects.settings, ...effects.goneSettings, ...effects.tombstones]);
  return function* (instanceId) {
    const way = wayOf(after, instanceId);
    const to = way.map(({ cluster }) => cluster.id);
    const from = pathOf(before, before.place(instanceId)?.clusterId ?? null).map(({ id }) => id);
    const isPlaced =
      after.place(instanceId)?.number === number || way.some(({ cluster }) => cluster.placedNumber === number);
    const keys = isPlaced
      ? new Set([
          ...from.flatMap((id) => [...before.settings(id).keys()]),
          ...to.flatMap((id) => [...after.settings(id).keys()]),
        ])
      : new Set(to.flatMap((id) => named.get(id) ?? []));
    const listening = way.filter(({ since }) => since < number).map(({ cluster }) => cluster.id);
    for (const id of listening) named.get(id)?.forEach((key) => keys.add(key));
    const sorted = [...keys].sort(compareKeyNames);
    const touched: TouchedKey[] = [];
    for (const key of sorted) {
      yield;
      const next = settingOn(after, to, key);
      const gone = goneWith(after, listening, key, next, number);
      touched.push({ key, before: settingOn(before, from, key), after: next, gone });
    }
    return touched;
  };
}

function byCluster(all: readonly { readonly clusterId: string; readonly key: string }[]) {
  const keys = new Map<string, string[]>();
  for (const { clusterId, key } of all) {
    const own = keys.get(clusterId) ?? [];
    keys.set(clusterId, own);
    own.push(key);
  }
  return keys;
}

function settingOn(view: ClusterView, path: readonly string[], key: string): SettingRecord | null {
  for (const id of path) {
    const setting = view.settings(id).get(key);
    if (setting !== undefined) return setting;
  }
  return null;
}

/** What the tombstones of this change take from those who were there before it. */
function goneWith(
  view: ClusterView,
  clusters: readonly string[],
  key: string,
  after: SettingRecord | null,
  number: number,
): TouchedKey['gone'] {
  const metakeys: string[] = [];
  for (const id of clusters) {
    const tombstone = view.tombstones(id).get(key);
    if (tombstone?.whole === number && after === null) return 'key';
    for (const [metakey, since] of Object.entries(tombstone?.metakeys ?? {})) {
      if (since === number && !Object.hasOwn(after?.meta ?? {}, metakey)) metakeys.push(metakey);
    }
  }
  return metakeys.sort();
}
