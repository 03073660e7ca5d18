import type { Metadata } from '#shared/model/key.ts';
import type { DeliveryRecord, SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { Draft } from './draft.ts';

/**
 * What the cluster set goes from its members too. Its metakeys are named even where the whole key goes: should the key be set again before a member has
 * heard of this, only they are left to be taken off there.
 */
export function bury(draft: Draft, { clusterId, key, value, meta }: SettingRecord): void {
  const { number } = draft.stamp;
  const before = draft.view.tombstones(clusterId).get(key);
  const metakeys = { ...before?.metakeys, ...numbered(Object.keys(meta), number) };
  put(draft, { clusterId, key, whole: value === null ? (before?.whole ?? null) : number, metakeys });
}

/** These metakeys go from the members. */
export function buryMetakeys(draft: Draft, clusterId: string, key: string, gone: readonly string[]): void {
  const before = draft.view.tombstones(clusterId).get(key);
  const metakeys = { ...before?.metakeys, ...numbered(gone, draft.stamp.number) };
  put(draft, { clusterId, key, whole: before?.whole ?? null, metakeys });
}

/** The key is set again, with these metakeys, here or above. */
export function endTombstone(draft: Draft, clusterId: string, key: string, meta: Metadata): void {
  const before = draft.view.tombstones(clusterId).get(key);
  if (before === undefined) return;
  const metakeys = Object.entries(before.metakeys).filter(([metakey]) => !Object.hasOwn(meta, metakey));
  put(draft, { ...before, whole: null, metakeys: Object.fromEntries(metakeys) });
}

function put(draft: Draft, tombstone: Omit<TombstoneRecord, 'by' | 'at'> & Partial<TombstoneRecord>): void {
  const { by, at } = draft.stamp;
  if (tombstone.whole === null && Object.keys(tombstone.metakeys).length === 0) draft.removeTombstone(tombstone);
  else draft.putTombstone({ by, at, ...tombstone });
}

function numbered(metakeys: readonly string[], number: number): Record<string, number> {
  return Object.fromEntries(metakeys.map((metakey) => [metakey, number]));
}

/**
 * Whether a removal of this number still counts for an instance that is below the cluster since `since`: it was there before, and has not done it. What it
 * refused was one with earlier removals of the key that it had not heard of.
 * Later joiners, and those who left and came back, have nothing to remove.
 */
export function stillCounts(number: number, key: string, since: number, delivery: DeliveryRecord): boolean {
  if (number <= since) return false;
  if (delivery.confirmed < number) return true;
  const refused = delivery.rejected[key];
  if (refused === undefined) return false;
  return number === refused.number || (number < refused.number && number > (refused.after ?? refused.number));
}
