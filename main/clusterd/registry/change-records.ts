import * as z from 'zod';
import { ClusterRecord, Effects, Place, Secrecy, StoredSetting } from './cluster-records.ts';

const Content = z.strictObject({
  value: z.string().nullable(),
  meta: z.record(z.string(), z.string()),
  /** Of a secret key. sealed: `value` is encrypted; dropped: the outcome is known, and the value no longer kept. */
  secret: Secrecy.optional(),
});

/** One key of an instance before and after a change; null: there is none. `value` null: it holds what an elektrad cannot carry. */
export const ChangedKey = z.strictObject({ key: z.string(), before: Content.nullable(), after: Content.nullable() });
export type ChangedKey = z.output<typeof ChangedKey>;

const Act = {
  /** From the one counter of all changes. */
  number: z.int(),
  at: z.int(),
  /** What history shows of who did it. */
  by: z.string(),
  /** The operation, for example `keys.set`. */
  act: z.string(),
  note: z.string().nullable(),
};

/** An act on keys of one instance. It is stored before its first request leaves, and again when its outcome is known. */
export const InstanceChange = z.strictObject({
  ...Act,
  kind: z.literal('instance'),
  instanceId: z.string(),
  /** Empty when they are in parts. */
  keys: z.array(ChangedKey),
  /** How many documents of their own the keys are in; 0: none. */
  parts: z.int(),
  /** How much of the store it takes with its parts, in characters, about. */
  size: z.int(),
  /** Whether values of secret keys were among it. */
  secrets: z.boolean(),
  /**
   * open: begun. It is done all the same when there is a later act on the same instance, which begins only when this one has ended and any other outcome is
   * stored. unsettled: what it did has still to be found out. unknown: that could not be found out.
   */
  outcome: z.enum(['open', 'unsettled', 'done', 'failed', 'unknown']),
  /** Keys that could not be put back after it failed. */
  left: z.array(z.string()),
});
export type InstanceChange = z.output<typeof InstanceChange>;

/** An act on clusters, their settings or members. The registry's records are what the effects of all of these make. */
export const ClusterChange = z.strictObject({
  ...Act,
  kind: z.literal('cluster'),
  /** The cluster it was done to; null: to members of several. */
  clusterId: z.string().nullable(),
  /** How many documents of their own its effects and what was before are in; 0: none. */
  parts: z.int(),
  effects: Effects,
  /** The records that it replaced or removed, as they were; of a place: where the instance was. */
  before: z.strictObject({
    clusters: z.array(ClusterRecord),
    settings: z.array(StoredSetting),
    places: z.array(Place),
  }),
});
export type ClusterChange = z.output<typeof ClusterChange>;

export const ChangeRecord = z.discriminatedUnion('kind', [InstanceChange, ClusterChange]);
export type ChangeRecord = z.output<typeof ChangeRecord>;
