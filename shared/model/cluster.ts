import * as z from 'zod';
import { ShownName } from './shown-name.ts';

/** Old clients choose ids of their own, as for instances. */
export const ClusterId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1 to 64 letters, digits, - or _')
  .brand('ClusterId');
export type ClusterId = z.output<typeof ClusterId>;

export const ClusterName = ShownName;

/** What happens when a member no longer holds what its cluster sets: it is shown, or the cluster's is written again. */
export const DRIFT_POLICIES = ['report', 'enforce'] as const;
export const DriftPolicy = z.enum(DRIFT_POLICIES);
export type DriftPolicy = z.output<typeof DriftPolicy>;

export const Cluster = z
  .strictObject({
    id: ClusterId,
    /** Unique among the clusters with the same parent. */
    name: z.string(),
    description: z.string(),
    /** The cluster above it, or none. */
    parentId: ClusterId.nullable(),
    /** Nothing is delivered to its members, nor to those of the clusters below it. */
    paused: z.boolean(),
    policy: DriftPolicy,
    createdAt: z.int(),
    /** How many instances are in it, those of the clusters below it not counted. */
    members: z.int(),
    /** How many keys it sets itself. */
    settings: z.int(),
  })
  .meta({ id: 'Cluster' });
export type Cluster = z.output<typeof Cluster>;
