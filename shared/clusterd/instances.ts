import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { pageFields, pageOf } from '../contract/page.ts';
import { ConnectionChange } from '../model/connection-change.ts';
import { Credentials } from '../model/credentials.ts';
import { INSTANCE_STATES, Instance, InstanceId, InstanceName, Tags, Visibility } from '../model/instance.ts';
import { ElektradVersion } from '../model/elektrad-version.ts';

const HostText = z
  .string()
  .min(1)
  .max(2048)
  .meta({ description: 'Address of an elektrad, for example http://localhost:33333' });
const Description = z.string().max(10_000);

/** How asking a host for its version may fail. Elektra's own words come from an elektrad that cannot open its database. */
const REACH_ERRORS = [
  'INSTANCE_UNREACHABLE',
  'INSTANCE_TIMEOUT',
  'INSTANCE_PROTOCOL',
  'INSTANCE_CREDENTIALS',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_CHANGED',
  'ELEKTRA_REJECTED',
] as const;

/** Why a host that answers is not taken, unless forced. */
const REFUSED_HOST = [
  'INSTANCE_HOST_INVALID',
  'INSTANCE_ALREADY_EXISTS',
  'INSTANCE_PROTOCOL',
  'INSTANCE_CREDENTIALS',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_CHANGED',
] as const;

/** What reaching a host found. `latencyMs` is the time of one answer. */
export const Reached = z
  .strictObject({
    latencyMs: z.number(),
    version: ElektradVersion,
  })
  .meta({ id: 'Reached' });

/** An instance that is to be added. */
export const NewInstance = z.strictObject({
  id: InstanceId.optional(),
  name: InstanceName,
  host: HostText,
  description: Description.default(''),
  visibility: Visibility.default('user'),
  tags: Tags.default([]),
  credentials: Credentials.optional(),
  connection: ConnectionChange.optional(),
  /** False: nothing is written to the database to know it again by. */
  marker: z.boolean().default(true),
  force: z.boolean().default(false),
});
export type NewInstance = z.output<typeof NewInstance>;

/** The most instances that are added at once. */
export const CREATE_MANY_LIMIT = 10_000;

/** What became of one of many that were to be added: the instance, or why it is none. */
export const Creation = z
  .strictObject({
    instance: Instance.nullable(),
    error: z.strictObject({ code: z.string(), message: z.string(), data: z.unknown().optional() }).nullable(),
  })
  .meta({ id: 'Creation' });
export type Creation = z.output<typeof Creation>;

export const instanceOperations = defineContract({
  'instances.list': {
    summary: 'List the instances, filtered and in pages, ordered by name.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/instances', success: 200, reply: 'page' },
    input: z.strictObject({
      /** Matches name, host, description and tags, without regard to case. */
      filter: z.string().max(200).optional(),
      state: z.enum(INSTANCE_STATES).optional(),
      ...pageFields,
    }),
    output: pageOf(Instance),
    errors: [],
  },
  'instances.create': {
    summary: 'Add an instance. An unreachable host is stored as offline.',
    description:
      'A host that answers and is no elektrad, whose certificate is not trusted, or that refuses the credentials is added only when forced. A marker is written to the database (user:/sw/elektra/web/#0/current/identity), unless declined. The database of another instance is refused; forced, it is added as one that shares `user:`, or read-only while it cannot be told whether it is the same.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/instances', body: 'rest', success: 201 },
    input: NewInstance,
    output: Instance,
    errors: [...REFUSED_HOST, 'INSTANCE_MAY_EXIST'],
  },
  'instances.createMany': {
    summary: 'Add many instances, each with an outcome of its own.',
    description:
      'Each line is what instances.create takes, and is checked on its own: what is wrong with one never stops the others.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/instances/bulk', body: 'rest', success: 200 },
    input: z.strictObject({
      instances: z.array(z.record(z.string(), z.unknown())).max(CREATE_MANY_LIMIT),
    }),
    /** In the order of the lines. */
    output: z.strictObject({ outcomes: z.array(Creation) }),
    errors: [],
  },
  'instances.get': {
    summary: 'Read one instance.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/instances/:id', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: Instance,
    errors: ['INSTANCE_NOT_FOUND'],
  },
  'instances.change': {
    summary: 'Change an instance; what is left out stays as it is. A new host is checked like that of a new instance.',
    description:
      'Another host or another proxy forgets the credentials, unless they are sent again with it: they were meant for the old one.',
    kind: 'command',
    role: 'admin',
    http: { method: 'PUT', path: '/api/instances/:id', body: 'rest', success: 200 },
    input: z.strictObject({
      id: InstanceId,
      name: InstanceName.optional(),
      host: HostText.optional(),
      description: Description.optional(),
      visibility: Visibility.optional(),
      tags: Tags.optional(),
      credentials: Credentials.optional(),
      connection: ConnectionChange.optional(),
      force: z.boolean().default(false),
    }),
    output: Instance,
    errors: ['INSTANCE_NOT_FOUND', 'INSTANCE_MAY_EXIST', ...REFUSED_HOST],
  },
  'instances.remove': {
    summary: 'Forget an instance. Its keys stay on the host as they are.',
    kind: 'command',
    role: 'admin',
    http: { method: 'DELETE', path: '/api/instances/:id', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: z.strictObject({ id: InstanceId }),
    errors: ['INSTANCE_NOT_FOUND'],
  },
  'instances.test': {
    summary: 'Reach a registered instance now, measure it, and note what was seen.',
    kind: 'command',
    role: 'viewer',
    http: { method: 'POST', path: '/api/instances/:id/test', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: Reached,
    errors: ['INSTANCE_NOT_FOUND', ...REACH_ERRORS],
  },
  'instances.testHost': {
    summary: 'Reach a host that is about to be added, and say whether it is an instance already.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/instances/test', body: 'rest', success: 200 },
    input: z.strictObject({
      host: HostText,
      /**
       * The instance that is about to be changed: what is left out is taken from it, its credentials only when neither host nor proxy are another one.
       */
      id: InstanceId.optional(),
      credentials: Credentials.optional(),
      connection: ConnectionChange.optional(),
    }),
    output: Reached,
    errors: ['INSTANCE_NOT_FOUND', 'INSTANCE_HOST_INVALID', 'INSTANCE_ALREADY_EXISTS', ...REACH_ERRORS],
  },
  'instances.version': {
    summary: 'The version of the elektrad of an instance.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/instances/:id/version', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: ElektradVersion,
    errors: ['INSTANCE_NOT_FOUND', ...REACH_ERRORS],
  },
});
