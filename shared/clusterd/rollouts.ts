import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { pageFields, pageOf } from '../contract/page.ts';
import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';

/**
 * applied: stored and read back. pending: not yet, see the reason. rejected: refused by the instance, see the error. unknown: sent, but not read back.
 * superseded: a newer value went instead, or the instance left.
 */
export const OUTCOMES = ['applied', 'pending', 'rejected', 'unknown', 'superseded'] as const;

export const Outcome = z
  .strictObject({
    instanceId: InstanceId,
    outcome: z.enum(OUTCOMES),
    reason: z.string().optional(),
    error: z.strictObject({ code: z.string(), message: z.string(), data: z.unknown().optional() }).optional(),
  })
  .meta({ id: 'Outcome' });
export type Outcome = z.output<typeof Outcome>;

/** How many instances have each outcome. */
export const OutcomeCounts = z.strictObject({
  applied: z.int(),
  pending: z.int(),
  rejected: z.int(),
  unknown: z.int(),
  superseded: z.int(),
});
export type OutcomeCounts = z.output<typeof OutcomeCounts>;

/** The delivery of one change of clusters. */
export const Rollout = z
  .strictObject({
    /** The number of the change. */
    id: z.int(),
    clusterId: ClusterId.nullable(),
    act: z.string(),
    by: z.string(),
    at: z.int(),
    note: z.string().nullable(),
    /** The keys it is about; at most 20 of them, `keyCount` says how many there are. */
    keys: z.array(z.string()),
    keyCount: z.int(),
    counts: OutcomeCounts,
    /** When the last instance had an outcome that stays; null: some are pending. */
    endedAt: z.int().nullable(),
  })
  .meta({ id: 'Rollout' });
export type Rollout = z.output<typeof Rollout>;

/** What a write to a cluster answers. */
export const Delivered = z
  .strictObject({
    /** null: there was nothing to change, or no instance to bring it to. */
    rollout: z.int().nullable(),
    /** all: applied everywhere. partly: some were rejected or failed. pending: some are not reached yet, none failed. */
    state: z.enum(['all', 'partly', 'pending']),
    /** Of every instance concerned. */
    outcomes: z.array(Outcome),
  })
  .meta({ id: 'Delivered' });
export type Delivered = z.output<typeof Delivered>;

/** The status of such an answer. */
export const DELIVERED = { field: 'state', of: { all: 200, partly: 207, pending: 202 } } as const;

/** How many seconds an answer waits for outcomes; what is open then is pending. */
export const Wait = z.int().min(0).max(60).default(10);

export const rolloutOperations = defineContract({
  'rollouts.list': {
    summary: 'List deliveries of changes of clusters, the newest first.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/rollouts', success: 200, reply: 'page' },
    input: z.strictObject({ clusterId: ClusterId.optional(), open: z.boolean().optional(), ...pageFields }),
    output: pageOf(Rollout),
    errors: [],
  },
  'rollouts.get': {
    summary: 'One delivery, with the outcome of each instance where it is not applied.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/rollouts/:id', success: 200 },
    input: z.strictObject({ id: z.int() }),
    output: Rollout.extend({ outcomes: z.array(Outcome) }),
    errors: ['ROLLOUT_NOT_FOUND'],
  },
  'rollouts.retry': {
    summary: 'Try again now where a delivery was rejected or is pending.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/rollouts/:id/retry', body: 'rest', success: DELIVERED },
    /** Without `instanceIds`: all whose outcome is not applied. */
    input: z.strictObject({ id: z.int(), instanceIds: z.array(InstanceId).optional(), wait: Wait }),
    output: Delivered,
    errors: ['ROLLOUT_NOT_FOUND'],
  },
});
