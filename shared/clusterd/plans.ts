import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';
import { Metadata } from '../model/key.ts';
import { ClusterEdits, Note } from './edits.ts';
import { Delivered, DELIVERED, Wait } from './rollouts.ts';
import { SETTING_ERRORS } from './settings.ts';

export const Side = z.strictObject({ value: z.string().nullable(), meta: Metadata });

export type Side = z.output<typeof Side>;

/** What would happen to one key of an instance. null: there is no key. Of metadata only what the cluster sets, or stops setting. */
export const PlannedChange = z
  .strictObject({
    key: z.string(),
    before: Side.nullable(),
    after: Side.nullable(),
    /** write: what it holds changes. lock: it holds that already and is locked from then on. unlock: it stays and is unlocked. remove: it goes. */
    kind: z.enum(['write', 'lock', 'unlock', 'remove']),
  })
  .meta({ id: 'PlannedChange' });
export type PlannedChange = z.output<typeof PlannedChange>;

/** Instances on which exactly the same would change. */
export const PlanGroup = z.strictObject({ instances: z.array(InstanceId), changes: z.array(PlannedChange) });
export type PlanGroup = z.output<typeof PlanGroup>;

/** A setting of another cluster that stands against the edits. */
export const PlanConflict = z.strictObject({
  key: z.string(),
  clusterId: ClusterId,
  /** above: it cannot be set here. below: it is taken over when forced. */
  where: z.enum(['above', 'below']),
  by: z.string(),
  at: z.int(),
});
export type PlanConflict = z.output<typeof PlanConflict>;

/** A key of an instance in a namespace that hides a setting from applications there. */
export const Shadow = z.strictObject({ instanceId: InstanceId, key: z.string(), shadows: z.string() });
export type Shadow = z.output<typeof Shadow>;

export const Plan = z
  .strictObject({
    /** Names the plan to `plans.apply`. */
    hash: z.string(),
    clusterId: ClusterId,
    groups: z.array(PlanGroup),
    /** Instances that cannot be asked now; they get it when they are back. */
    offline: z.array(InstanceId),
    /** Those whose cluster is paused, which get it when it is resumed. */
    paused: z.array(InstanceId),
    /** Those that nothing is written to as long as it is not known whose database they are (see their identity). */
    readOnly: z.array(InstanceId),
    conflicts: z.array(PlanConflict),
    shadows: z.array(Shadow),
    /** How long it can be applied: milliseconds since 1970 UTC. */
    expiresAt: z.int(),
  })
  .meta({ id: 'Plan' });
export type Plan = z.output<typeof Plan>;

const EDIT_ERRORS = [
  ...SETTING_ERRORS,
  'KEY_NOT_FOUND',
  'TARGET_EXISTS',
  'CLUSTER_CYCLE',
  'CLUSTER_NAME_TAKEN',
  'INSTANCE_NOT_FOUND',
  'INSTANCE_ALREADY_IN_CLUSTER',
  'INSTANCE_NOT_IN_CLUSTER',
] as const;

export const planOperations = defineContract({
  'plans.make': {
    summary: 'Say what edits of a cluster would change on each instance, without changing anything.',
    description:
      'Conflicts are part of the plan, not errors; one with a cluster above, or with one below unless forced, cannot be applied. Joining, leaving and moving in the tree need an administrator.',
    kind: 'query',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/plan', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId, edits: ClusterEdits, force: z.boolean().default(false) }),
    output: Plan,
    /** How many of the instances concerned were asked. */
    parts: z.strictObject({ done: z.int(), total: z.int() }),
    errors: EDIT_ERRORS,
  },
  'plans.apply': {
    summary: 'Do what a plan says, as one change with one rollout.',
    description:
      'Refused (PLAN_OUTDATED) when settings, members, tree or what the instances hold of the touched keys have changed since. Who is reachable does not count.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/apply', body: 'rest', success: DELIVERED },
    input: z.strictObject({ id: ClusterId, hash: z.string().max(200), note: Note, wait: Wait }),
    output: Delivered,
    errors: [...EDIT_ERRORS, 'PLAN_OUTDATED'],
  },
});
