import * as z from 'zod';

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
