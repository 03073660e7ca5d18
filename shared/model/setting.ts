import * as z from 'zod';
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
