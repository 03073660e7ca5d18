import * as z from 'zod';
import { defineEvents } from '../contract/events.ts';
import { ClusterId } from '../model/cluster.ts';
import { Instance, InstanceId } from '../model/instance.ts';
import { BackupsState } from './backups.ts';
import { OutcomeCounts } from './rollouts.ts';

/** Names of keys, or null: many, or which ones is not known. */
const SomeKeys = z.array(z.string()).nullable();

/** Everything clusterd tells without being asked. A new event, or a new field of one, is added here and emitted; nothing else has to know of it. */
export const clusterdEvents = defineEvents({
  'instance.changed': {
    summary:
      'An instance was added, was changed, or is seen in another state. A new latency alone is told only when it is less than half or more than twice the last one.',
    role: 'viewer',
    data: z.strictObject({ id: InstanceId, instance: Instance }),
    latest: 'id',
  },
  'instance.removed': {
    summary: 'An instance was forgotten.',
    role: 'viewer',
    data: z.strictObject({ id: InstanceId }),
  },
  'cluster.changed': {
    summary: 'A cluster was added, changed or moved in the tree, or its members are others.',
    role: 'viewer',
    data: z.strictObject({ id: ClusterId }),
    latest: 'id',
  },
  'cluster.removed': {
    summary: 'A cluster was deleted.',
    role: 'viewer',
    data: z.strictObject({ id: ClusterId }),
  },
  'settings.changed': {
    summary: 'Settings of a cluster were set, changed or removed. `keys` null: many.',
    role: 'viewer',
    data: z.strictObject({ clusterId: ClusterId, keys: SomeKeys }),
  },
  'keys.changed': {
    summary:
      'An act through clusterd that may have changed keys of an instance has ended: a person’s, a delivery, or one that was given up and put back. A name stands for all below it too; `keys` null: many.',
    role: 'viewer',
    data: z.strictObject({ instanceId: InstanceId, keys: SomeKeys }),
  },
  'drift.changed': {
    summary: 'Another number of keys of a member was found not to be as its clusters set them.',
    role: 'viewer',
    data: z.strictObject({ instanceId: InstanceId, drifted: z.int() }),
    latest: 'instanceId',
  },
  'rollout.changed': {
    summary: 'A rollout has begun, got further or ended.',
    role: 'viewer',
    data: z.strictObject({
      id: z.int(),
      clusterId: ClusterId.nullable(),
      counts: OutcomeCounts,
      endedAt: z.int().nullable(),
    }),
    latest: 'id',
  },
  'backups.changed': {
    summary: 'An automatic backup was made, or could not be.',
    role: 'admin',
    data: z.strictObject({ state: BackupsState }),
  },
});
export type ClusterdEvents = typeof clusterdEvents;
