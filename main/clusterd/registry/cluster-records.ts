import * as z from 'zod';
import { Cluster } from '#shared/model/cluster.ts';
import { Setting } from '#shared/model/setting.ts';

/** A cluster as it is stored. */
export const ClusterRecord = Cluster.omit({ members: true, settings: true }).extend({
  /** The number of its last change of place in the tree; of its creation at first. */
  placedNumber: z.int(),
});
export type ClusterRecord = z.output<typeof ClusterRecord>;

export const SettingRecord = Setting;
export type SettingRecord = z.output<typeof SettingRecord>;

/** What becomes of a secret value in the store. sealed: it is encrypted; dropped: it is no longer kept, and null. */
export const Secrecy = z.enum(['sealed', 'dropped']);

/** A setting in the record of a change. */
export const StoredSetting = SettingRecord.extend({ secret: Secrecy.optional() });
export type StoredSetting = z.output<typeof StoredSetting>;

/**
 * What a cluster no longer sets and what is to go from the members as well. It counts for those who were members, directly or below, since before its
 * numbers, and until they have confirmed them.
 */
export const TombstoneRecord = z.strictObject({
  clusterId: z.string(),
  key: z.string(),
  /** The number of the change by which the key itself is to go; null: only metakeys are. */
  whole: z.int().nullable(),
  /** Metakeys that are to go, each with the number of the change. */
  metakeys: z.record(z.string(), z.int()),
  by: z.string(),
  at: z.int(),
});
export type TombstoneRecord = z.output<typeof TombstoneRecord>;

/** Which cluster an instance is in, and the number of the change that said so. */
export const Place = z.strictObject({ instanceId: z.string(), clusterId: z.string().nullable(), number: z.int() });
export type Place = z.output<typeof Place>;

const OfKey = z.strictObject({ clusterId: z.string(), key: z.string() });

/** What a change does to the registry, as what the records are afterwards: doing it twice is the same as once. */
export const Effects = z.strictObject({
  clusters: z.array(ClusterRecord),
  goneClusters: z.array(z.string()),
  settings: z.array(StoredSetting),
  goneSettings: z.array(OfKey),
  tombstones: z.array(TombstoneRecord),
  goneTombstones: z.array(OfKey),
  places: z.array(Place),
});
export type Effects = z.output<typeof Effects>;

export const NO_EFFECTS: Effects = {
  clusters: [],
  goneClusters: [],
  settings: [],
  goneSettings: [],
  tombstones: [],
  goneTombstones: [],
  places: [],
};

const WordOfError = z.strictObject({ code: z.string(), message: z.string(), data: z.unknown().optional() });

/** How far the deliveries to one instance are; stored under its id. */
export const DeliveryRecord = z.strictObject({
  /** Everything up to the change of this number is delivered, but for `rejected`. */
  confirmed: z.int(),
  /** Why all managed keys have to be read and compared, not only those of newer changes; null: they need not. */
  compare: z.enum(['joined', 'moved', 'host', 'reinstalled', 'asked']).nullable(),
  /** By key: what was read back where it is not what the cluster sets (Elektra's normal form). */
  readBack: z.record(
    z.string(),
    z.strictObject({ value: z.string().nullable(), meta: z.record(z.string(), z.string()) }),
  ),
  /**
   * By key: what the instance refused, and of which change; not sent again until there is a newer one or someone retries. `after`: of earlier changes of
   * the key, those after this number have not come either; without it they have.
   */
  rejected: z.record(z.string(), z.strictObject({ number: z.int(), after: z.int().optional(), error: WordOfError })),
  /**
   * Changes after the first number, up to the second, of which it never got anything if all their keys had been changed again by the third: it was away
   * meanwhile, or had refused them.
   */
  skipped: z.array(z.tuple([z.int(), z.int(), z.int()])).optional(),
});
export type DeliveryRecord = z.output<typeof DeliveryRecord>;

/** As it lies in the store. */
export const StoredDelivery = DeliveryRecord.extend({
  readBack: z.record(
    z.string(),
    z.strictObject({
      value: z.string().nullable(),
      meta: z.record(z.string(), z.string()),
      secret: Secrecy.optional(),
    }),
  ),
});
export type StoredDelivery = z.output<typeof StoredDelivery>;

/** Of an instance that never got anything. */
export const NOTHING_CONFIRMED: DeliveryRecord = { confirmed: 0, compare: null, readBack: {}, rejected: {} };
