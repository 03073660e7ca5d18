import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { pageFields, pageOf } from '../contract/page.ts';
import { Cluster, ClusterId, ClusterName, DriftPolicy } from '../model/cluster.ts';
import { Instance, InstanceId } from '../model/instance.ts';
import { ElektradVersion } from '../model/elektrad-version.ts';
import { InstanceIds, Note } from './edits.ts';
import { Delivered, DELIVERED, Wait } from './rollouts.ts';

const Description = z.string().max(10_000);
const Force = z.boolean().default(false);

export const clusterOperations = defineContract({
  'clusters.list': {
    summary: 'List the clusters, ordered by name.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/clusters', success: 200, reply: 'page' },
    input: z.strictObject({ filter: z.string().max(200).optional(), ...pageFields }),
    output: pageOf(Cluster),
    errors: [],
  },
  'clusters.create': {
    summary: 'Make a cluster, at the top or below another one.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/clusters', body: 'rest', success: 201 },
    input: z.strictObject({
      id: ClusterId.optional(),
      name: ClusterName,
      description: Description.default(''),
      parentId: ClusterId.nullable().default(null),
      policy: DriftPolicy.default('report'),
      note: Note,
    }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND', 'CLUSTER_ALREADY_EXISTS', 'CLUSTER_NAME_TAKEN'],
  },
  'clusters.get': {
    summary: 'Read one cluster.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/clusters/:id', success: 200 },
    input: z.strictObject({ id: ClusterId }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'clusters.change': {
    summary: 'Rename or describe a cluster, or give it another parent; what is left out stays as it is.',
    description: 'With another parent the members gain and lose settings: ask for a plan first (`plans.make`).',
    kind: 'command',
    role: 'admin',
    http: { method: 'PUT', path: '/api/clusters/:id', body: 'rest', success: 200 },
    input: z.strictObject({
      id: ClusterId,
      name: ClusterName.optional(),
      description: Description.optional(),
      parentId: ClusterId.nullable().optional(),
      note: Note,
      /** Takes over what clusters below the new place set already, see SETTING_CONFLICT. */
      force: Force,
    }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND', 'CLUSTER_NAME_TAKEN', 'CLUSTER_CYCLE', 'SETTING_CONFLICT'],
  },
  'clusters.remove': {
    summary:
      'Remove a cluster. One with members or with clusters below it only when forced: members leave, clusters move up.',
    description: 'What it set is released: it stays on the members as it is.',
    kind: 'command',
    role: 'admin',
    http: { method: 'DELETE', path: '/api/clusters/:id', success: 200 },
    input: z.strictObject({ id: ClusterId, force: Force, note: Note }),
    output: z.strictObject({ id: ClusterId }),
    errors: ['CLUSTER_NOT_FOUND', 'CLUSTER_NOT_EMPTY', 'CLUSTER_NAME_TAKEN'],
  },
  'clusters.duplicate': {
    summary: 'Make a cluster with the same settings and parent under another name, without members.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/clusters/:id/duplicate', body: 'rest', success: 201 },
    input: z.strictObject({ id: ClusterId, name: ClusterName, note: Note }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND', 'CLUSTER_NAME_TAKEN'],
  },
  'clusters.setPaused': {
    summary: 'Pause a cluster: changes are recorded, nothing is delivered to it or below it. Or resume it.',
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/api/clusters/:id/pause', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId, paused: z.boolean(), note: Note }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'clusters.setPolicy': {
    summary: 'Say what happens when a member no longer holds what the cluster sets.',
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/api/clusters/:id/policy', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId, policy: DriftPolicy, note: Note }),
    output: Cluster,
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'clusters.members': {
    summary: 'List the instances of a cluster, ordered by name.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/clusters/:id/instances', success: 200, reply: 'page' },
    input: z.strictObject({
      id: ClusterId,
      /** Those of the clusters below it as well. */
      below: z.boolean().default(false),
      ...pageFields,
    }),
    output: pageOf(Instance),
    errors: ['CLUSTER_NOT_FOUND'],
  },
  'clusters.join': {
    summary: 'Put an instance into a cluster. It receives what the cluster sets.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/clusters/:id/instances', body: 'rest', success: 201 },
    input: z.strictObject({
      id: ClusterId,
      instanceId: InstanceId,
      /** Takes it out of the cluster that it is in. */
      force: Force,
      note: Note,
      wait: Wait,
    }),
    output: Delivered,
    errors: ['CLUSTER_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'INSTANCE_ALREADY_IN_CLUSTER'],
  },
  'clusters.joinMany': {
    summary: 'Put many instances into a cluster, all of them or none.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/clusters/:id/instances/join', body: 'rest', success: DELIVERED },
    input: z.strictObject({ id: ClusterId, instanceIds: InstanceIds, force: Force, note: Note, wait: Wait }),
    output: Delivered,
    errors: ['CLUSTER_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'INSTANCE_ALREADY_IN_CLUSTER'],
  },
  'clusters.leave': {
    summary: 'Take an instance out of a cluster. What the cluster has set stays there as it is, and is unlocked.',
    kind: 'command',
    role: 'admin',
    http: { method: 'DELETE', path: '/api/clusters/:id/instances/:instanceId', success: 200 },
    input: z.strictObject({ id: ClusterId, instanceId: InstanceId, note: Note }),
    output: z.strictObject({ instanceId: InstanceId }),
    errors: ['CLUSTER_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'INSTANCE_NOT_IN_CLUSTER'],
  },
  'clusters.leaveMany': {
    summary: 'Take many instances out of a cluster, all of them or none.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/clusters/:id/instances/leave', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId, instanceIds: InstanceIds, note: Note }),
    output: z.strictObject({ instanceIds: z.array(InstanceId) }),
    errors: ['CLUSTER_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'INSTANCE_NOT_IN_CLUSTER'],
  },
  'clusters.version': {
    summary: 'The versions of the elektrads of all members, each with its outcome.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/clusters/:id/version', success: 200 },
    input: z.strictObject({ id: ClusterId }),
    output: z.strictObject({
      instances: z.array(
        z.strictObject({
          instanceId: InstanceId,
          version: ElektradVersion.nullable(),
          error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
        }),
      ),
    }),
    errors: ['CLUSTER_NOT_FOUND'],
  },
});
