import { z } from 'zod';
import { Metadata } from './key.ts';

/** What a cluster sets of one key. `value` null: metadata alone; then only these metakeys are compared and locked. */
export const Setting = z
  .strictObject({
    clusterId: z.string(),
    key: z.string(),
    value: z.string().nullable(),
    /** The metakeys it sets; others of the key stay the member's own. */
    meta: Metadata,
    /** The number of its last change. */
    number: z.int(),
    /** Who changed it last, and when (milliseconds since 1970 UTC). */
    by: z.string(),
    at: z.int(),
  })
  .meta({ id: 'Setting' });
export type Setting = z.output<typeof Setting>;

/** Why a key of an instance cannot be changed there. `metakeys` null: its value, and with it the key; else these metakeys alone. */
export const KeyLock = z
  .strictObject({
    clusterId: z.string(),
    clusterName: z.string(),
    /** The key that the cluster sets: the locked one, or the one it would shadow. */
    key: z.string(),
    metakeys: z.array(z.string()).nullable(),
    by: z.string(),
    at: z.int(),
    /** True: the cluster no longer sets it, but its removal has not reached this instance yet. */
    removing: z.boolean(),
  })
  .meta({ id: 'KeyLock' });
export type KeyLock = z.output<typeof KeyLock>;
