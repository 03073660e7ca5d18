import * as z from 'zod';

/** The delivery of one change of clusters, as it is stored under its number. Who has it is seen from the deliveries of the instances. */
export const RolloutRecord = z.strictObject({
  number: z.int(),
  clusterId: z.string().nullable(),
  act: z.string(),
  by: z.string(),
  at: z.int(),
  note: z.string().nullable(),
  /** The first keys it is about, and how many there are. */
  keys: z.array(z.string()),
  keyCount: z.int(),
  /** The clusters whose keys it is about. */
  roots: z.array(z.string()),
  /** How many instances it was for. */
  total: z.int(),
  /** The number of the change by which the last of its keys was changed again; null: some are as it left them. */
  replacedBy: z.int().nullable(),
  /** The instances that left before they had it. */
  left: z.array(z.string()),
  endedAt: z.int().nullable(),
  /** Of the instances at its end and since; those of an open one are counted anew at each start. */
  rejected: z.int(),
  superseded: z.int(),
});
export type RolloutRecord = z.output<typeof RolloutRecord>;
