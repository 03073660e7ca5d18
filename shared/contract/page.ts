import * as z from 'zod';

/** The largest page a list hands out. */
export const PAGE_LIMIT = 1000;

/** Input fields of every list: `offset` counts from 0. */
export const pageFields = {
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
};

/** One page of a list: its items and how many there are in all. */
export function pageOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; total: z.ZodInt }> {
  return z.strictObject({ items: z.array(item), total: z.int() });
}
