import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyNameText } from '../model/key.ts';
import { INSTANCE_ERRORS } from './key-errors.ts';
import { Shadow, Side } from './plans.ts';
import { Note } from './edits.ts';
import { Delivered, DELIVERED, Wait } from './rollouts.ts';
import { SETTING_ERRORS } from './settings.ts';

/**
 * One key of a member that is not as its cluster sets it. Of metadata only what the cluster sets. `actual` null: there is no such key. A `value` of null:
 * only metadata is set; it is binary; or it is secret, for viewers.
 */
export const DriftedKey = z
  .strictObject({ key: z.string(), clusterId: ClusterId, expected: Side, actual: Side.nullable() })
  .meta({ id: 'DriftedKey' });
export type DriftedKey = z.output<typeof DriftedKey>;

export const InstanceDrift = z
  .strictObject({
    instanceId: InstanceId,
    /** When it was compared last; null: not yet. */
    checkedAt: z.int().nullable(),
    /** Why it could not be compared. */
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    keys: z.array(DriftedKey),
    shadows: z.array(Shadow),
    /** Keys that something else on the host keeps changing back, so that they are no longer enforced. */
    givenUp: z.array(z.string()),
  })
  .meta({ id: 'InstanceDrift' });
export type InstanceDrift = z.output<typeof InstanceDrift>;

/**
 * Of each member what differs; members without a difference are left out unless they could not be compared. `compared` of them are; the others are paused,
 * cannot be asked, or have not had their turn since the start.
 */
const DriftAnswer = z.strictObject({ instances: z.array(InstanceDrift), compared: z.int() });

export const driftOperations = defineContract({
  'drift.get': {
    summary: 'Where members of a cluster, and of those below it, differ from what is set, as last compared.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/clusters/:id/drift', success: 200 },
    input: z.strictObject({ id: ClusterId }),
    output: DriftAnswer,
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'drift.check': {
    summary: 'Compare the members of a cluster now.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/drift', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId }),
    output: DriftAnswer,
    parts: z.strictObject({ done: z.int(), total: z.int() }),
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'drift.accept': {
    summary: 'Make what a member holds of these keys the setting of the cluster that sets them.',
    description:
      'The cluster that sets a key may be one above, shared by others: it is changed all the same, for all its members. All keys of one request are set by one cluster.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/drift/accept', body: 'rest', success: DELIVERED },
    input: z.strictObject({
      id: ClusterId,
      instanceId: InstanceId,
      keys: z.array(KeyNameText).min(1).max(1000),
      note: Note,
      wait: Wait,
    }),
    output: Delivered,
    errors: [...SETTING_ERRORS, ...INSTANCE_ERRORS, 'INSTANCE_NOT_IN_CLUSTER', 'KEY_NOT_FOUND'],
  },
  'drift.reapply': {
    summary: 'Write what the cluster sets again where members hold something else.',
    description:
      'Without `keys` a member that is away gets it when it is back; single keys are written now or not at all. Keys that were given up are enforced again.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/drift/reapply', body: 'rest', success: DELIVERED },
    /** Without `instanceIds`: all members that differ; without `keys`: all that differ. */
    input: z.strictObject({
      id: ClusterId,
      instanceIds: z.array(InstanceId).optional(),
      keys: z.array(KeyNameText).optional(),
      note: Note,
      wait: Wait,
    }),
    output: Delivered,
    errors: ['CLUSTER_NOT_FOUND', 'KEY_NAME_INVALID', 'INSTANCE_NOT_FOUND', 'INSTANCE_NOT_IN_CLUSTER'],
  },
});
