import type { Metadata } from '#shared/model/key.ts';
import type { ClusterRecord, DeliveryRecord, SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createByNumber, type ByNumber } from './by-number.ts';
import { addRemovals, removalsOf, type Removal } from './removals.ts';
import { stillCounts } from './tombstones.ts';
import { membersBelow, pathOf, wayOf, type Step } from './tree.ts';

/** What an instance is to get of one key. */
export interface DueKey {
  readonly key: string;
  /** Of the newest change of it. */
  readonly number: number;
  /** The cluster that sets it, or that no longer does. */
  readonly clusterId: string;
  /** All that is set of the key; `value` null: metadata alone. null: nothing is to be set. */
  readonly set: { readonly value: string | null; readonly meta: Metadata } | null;
  /** What is to be taken off: the whole key (only if nothing is set), or these metakeys, perhaps none. */
  readonly gone: 'key' | readonly string[];
}

export interface Due {
  /** Everything managed has to be read and compared, because the instance or a cluster of it has come to another place, or someone asked. */
  readonly compare: boolean;
  /**
   * If `compare`, all that is set, rejected or not, and all removals that still count; else only what is newer than what the instance has confirmed, and
   * not what it has rejected in this form.
   */
  readonly keys: readonly DueKey[];
}

/** What the clusters set for instances, and what of it an instance lacks. */
export interface Effective {
  /** The cluster itself first, then its parent and so on up. */
  path(clusterId: string): readonly ClusterRecord[];
  /** Whether nothing is delivered to it, because its cluster or one above is paused. */
  isPaused(instanceId: string): boolean;
  /** Those of the clusters below as well. */
  membersBelow(clusterId: string): Iterable<string>;
  due(instanceId: string, delivery: DeliveryRecord): Due;
  /** What the instance has refused, as it would be sent once more. */
  refused(instanceId: string, delivery: DeliveryRecord): readonly DueKey[];
  /** How many keys `due` has, without making them one by one for each member. */
  dueCount(instanceId: string, delivery: DeliveryRecord): number;
  /** All that is set for it, by key: a copy that stays as it is. */
  settings(instanceId: string): ReadonlyMap<string, SettingRecord>;
}

/** Of how many clusters is kept what their members get. */
const KEPT_CLUSTERS = 64;

interface Kept {
  /** What it was made from. */
  readonly from: string;
  readonly settings: ReadonlyMap<string, SettingRecord>;
}

interface Newer {
  readonly from: string;
  readonly confirmed: number;
  readonly keys: readonly DueKey[];
}

interface Counted {
  readonly from: string;
  /** How many keys are newer, by what is confirmed. */
  readonly counts: Map<number, number>;
}

export function createEffective(view: ClusterView): Effective {
  const byNumber = createByNumber(view);
  const maps = new Map<string, Kept>();
  const counted = new Map<string, Counted>();
  const newest = new Map<string, Newer>();

  function settings(instanceId: string): ReadonlyMap<string, SettingRecord> {
    const path = pathOf(view, view.place(instanceId)?.clusterId ?? null);
    const [own] = path;
    if (own === undefined) return new Map();
    const from = madeFrom(view, path);
    const kept = maps.get(own.id);
    if (kept?.from === from) return kept.settings;
    const made = new Map(path.flatMap(({ id }) => [...view.settings(id)]));
    keepIn(maps, own.id, { from, settings: made });
    return made;
  }

  /** One list for all members of a cluster that have confirmed as much: mostly all of them. */
  function newerAlike(way: readonly Step[], confirmed: number): readonly DueKey[] {
    const [own] = way;
    if (own === undefined) return [];
    const from = madeFrom(
      view,
      way.map(({ cluster }) => cluster),
    );
    const known = newest.get(own.cluster.id);
    if (known?.from === from && known.confirmed === confirmed) return known.keys;
    const keys = newerKeys(view, byNumber, way, confirmed);
    keepIn(newest, own.cluster.id, { from, confirmed, keys });
    return keys;
  }

  function due(instanceId: string, delivery: DeliveryRecord): Due {
    const way = wayOf(view, instanceId);
    if (way.length === 0) return { compare: false, keys: [] };
    if (needsCompare(way, delivery)) return { compare: true, keys: allKeys(view, way, delivery) };
    const newer = newerAlike(way, delivery.confirmed);
    if (Object.keys(delivery.rejected).length === 0) return { compare: false, keys: newer };
    const open = newer.filter(({ key, number }) => delivery.rejected[key]?.number !== number);
    return { compare: false, keys: open.map((due) => withRefused(view, way, due, delivery)) };
  }

  function newerCount(way: readonly Step[], own: string, confirmed: number): number {
    const from = madeFrom(
      view,
      way.map(({ cluster }) => cluster),
    );
    const known = counted.get(own);
    const { counts } = known?.from === from ? known : { counts: new Map<number, number>() };
    const count = counts.get(confirmed) ?? newerAlike(way, confirmed).length;
    counted.set(own, { from, counts: counts.set(confirmed, count) });
    return count;
  }

  return {
    path: (clusterId) => pathOf(view, clusterId),
    isPaused: (instanceId) => wayOf(view, instanceId).some(({ cluster }) => cluster.paused),
    membersBelow: (clusterId) => membersBelow(view, clusterId),
    settings,
    due,
    refused(instanceId, delivery) {
      const way = wayOf(view, instanceId);
      return Object.entries(delivery.rejected).flatMap(([key, { number }]) => {
        const setting = settingOn(view, way, key);
        const due = combined(setting === undefined ? [] : [dueOf(setting)], countingOf(view, way, key, delivery));
        return due.filter((each) => each.number === number);
      });
    },
    dueCount(instanceId, delivery) {
      const way = wayOf(view, instanceId);
      const [own] = way;
      if (own === undefined) return 0;
      if (needsCompare(way, delivery)) {
        const set = way.reduce((sum, { cluster }) => sum + view.settings(cluster.id).size, 0);
        const removals = addRemovals(new Map(), countingRemovals(view, way, delivery));
        return set + [...removals.values()].filter(({ key }) => settingOn(view, way, key) === undefined).length;
      }
      const { confirmed, rejected } = delivery;
      const isSimple = Object.values(rejected).every(({ number }) => number <= confirmed);
      return isSimple ? newerCount(way, own.cluster.id, confirmed) : due(instanceId, delivery).keys.length;
    },
  };
}

/** Of the clusters that were asked for last. */
function keepIn<T>(kept: Map<string, T>, clusterId: string, made: T): void {
  kept.delete(clusterId);
  kept.set(clusterId, made);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_CLUSTERS && oldest !== undefined) kept.delete(oldest);
}

function madeFrom(view: ClusterView, path: readonly ClusterRecord[]): string {
  return path.map(({ id }) => `${id} ${view.revision(id)}`).join('/');
}

function needsCompare(way: readonly Step[], delivery: DeliveryRecord): boolean {
  if (delivery.compare !== null) return true;
  const newest = way.map(({ cluster, since }) => Math.max(since, cluster.placedNumber));
  return newest.some((number) => number > delivery.confirmed);
}

/** What is set on the way; of one key there is one setting at most. */
function settingOn(view: ClusterView, way: readonly Step[], key: string): SettingRecord | undefined {
  for (const { cluster } of way) {
    const setting = view.settings(cluster.id).get(key);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

function allKeys(view: ClusterView, way: readonly Step[], delivery: DeliveryRecord): readonly DueKey[] {
  const set = way.flatMap(({ cluster }) => [...view.settings(cluster.id).values()]).map(dueOf);
  return combined(set, countingRemovals(view, way, delivery));
}

/** What was to go together with what it had refused is to go with the newer content of the key. */
function withRefused(view: ClusterView, way: readonly Step[], due: DueKey, delivery: DeliveryRecord): DueKey {
  if (delivery.rejected[due.key] === undefined) return due;
  return combined([due], countingOf(view, way, due.key, delivery))[0] ?? due;
}

function countingRemovals(view: ClusterView, way: readonly Step[], delivery: DeliveryRecord): readonly Removal[] {
  return way.flatMap((step) =>
    [...view.tombstones(step.cluster.id).values()].flatMap((each) => countingIn(view, way, step, each, delivery)),
  );
}

/** The same, of one key. */
function countingOf(
  view: ClusterView,
  way: readonly Step[],
  key: string,
  delivery: DeliveryRecord,
): readonly Removal[] {
  return way.flatMap((step) => {
    const tombstone = view.tombstones(step.cluster.id).get(key);
    return tombstone === undefined ? [] : countingIn(view, way, step, tombstone, delivery);
  });
}

function countingIn(
  view: ClusterView,
  way: readonly Step[],
  { since }: Step,
  tombstone: TombstoneRecord,
  delivery: DeliveryRecord,
): readonly Removal[] {
  const counts = (number: number) => stillCounts(number, tombstone.key, since, delivery);
  return removalsOf(tombstone, settingOn(view, way, tombstone.key), counts);
}

/** Whoever need not compare has confirmed its own place, so that all that is newer came while it was there. */
function newerKeys(view: ClusterView, byNumber: ByNumber, way: readonly Step[], confirmed: number): readonly DueKey[] {
  const set = way.flatMap(({ cluster }) => byNumber.settingsAfter(cluster.id, confirmed)).map(dueOf);
  const removals = way.flatMap(({ cluster }) =>
    byNumber
      .tombstonesAfter(cluster.id, confirmed)
      .flatMap((tombstone) =>
        removalsOf(tombstone, settingOn(view, way, tombstone.key), (number) => number > confirmed),
      ),
  );
  return combined(set, removals);
}

function dueOf({ key, number, clusterId, value, meta }: SettingRecord): DueKey {
  return { key, number, clusterId, set: { value, meta }, gone: [] };
}

function combined(set: readonly DueKey[], removals: readonly Removal[]): readonly DueKey[] {
  return [...addRemovals(new Map(set.map((due) => [due.key, due])), removals).values()];
}
