import { z } from 'zod';
import { defineContract } from '../contract/operation.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyNameText, KeyState, KeyVersion, Metadata } from '../model/key.ts';

/** What stands between clusterd and an elektrad may fail in these ways; Elektra refuses reads as well, of a broken file for instance. */
const INSTANCE_ERRORS = [
  'INSTANCE_NOT_FOUND',
  'INSTANCE_UNREACHABLE',
  'INSTANCE_TIMEOUT',
  'INSTANCE_PROTOCOL',
  'ELEKTRA_REJECTED',
] as const;

/** The most keys one `keys.readMany` takes. */
export const READ_MANY_LIMIT = 1000;

/** A key with its descendants, in the old clients' form. `name` is the last part, `path` the whole name, `ls` the key itself (if it exists) and all below it. */
export const KeyNode = z
  .strictObject({
    exists: z.boolean(),
    name: z.string(),
    path: z.string(),
    ls: z.array(z.string()),
    value: z.string().optional(),
    meta: Metadata.optional(),
    version: KeyVersion.optional(),
    get children() {
      return z.array(KeyNode).optional();
    },
  })
  .meta({ id: 'KeyNode' });
export type KeyNode = z.output<typeof KeyNode>;

export const keyOperations = defineContract({
  'keys.read': {
    summary: 'Read a key, the names of all its descendants, and its children with their values.',
    description: 'A missing key answers 200 with `exists: false`. Without a key: everything the instance holds.',
    kind: 'query',
    role: 'viewer',
    http: {
      method: 'GET',
      path: '/api/instances/:id/kdb/*key',
      alsoAt: ['/api/instances/:id/kdb'],
      success: 200,
      etag: 'version',
    },
    input: z.strictObject({
      id: InstanceId,
      key: KeyNameText.optional(),
      /** How many levels below the children come with values as well. */
      preload: z.int().min(0).max(9).default(0),
      /** False: the names alone (`ls`), in one request to the elektrad. */
      children: z.boolean().default(true),
    }),
    output: KeyNode,
    errors: [...INSTANCE_ERRORS, 'KEY_NAME_INVALID'],
  },
  'keys.readMany': {
    summary: 'Read many keys at once: values, metadata, versions.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'POST', path: '/api/instances/:id/keys/read', body: 'rest', success: 200 },
    input: z.strictObject({ id: InstanceId, keys: z.array(KeyNameText).max(READ_MANY_LIMIT) }),
    /** In the order asked for. */
    output: z.strictObject({ keys: z.array(KeyState) }),
    errors: [...INSTANCE_ERRORS, 'KEY_NAME_INVALID'],
  },
  'keys.set': {
    summary: 'Set the value of a key of one instance; the key is created if it is missing.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'PUT',
      path: '/api/instances/:id/kdb/*key',
      body: { field: 'value', as: 'json-or-text' },
      ifMatch: 'basedOn',
      etag: 'version',
      success: 200,
    },
    input: z.strictObject({
      id: InstanceId,
      key: KeyNameText,
      value: z.string(),
      /** Refused with both values (VERSION_CONFLICT) when the key's value has another version by now. */
      basedOn: KeyVersion.optional(),
      /** Refused (TARGET_EXISTS) when the key exists already. */
      mustBeNew: z.boolean().default(false),
    }),
    /** `value` is what was read back: Elektra may store a normal form of what was sent. */
    output: z.strictObject({ created: z.boolean(), value: z.string(), version: KeyVersion }),
    errors: [
      ...INSTANCE_ERRORS,
      'KEY_NAME_INVALID',
      'KEY_RESTRICTED',
      'VERSION_CONFLICT',
      'TARGET_EXISTS',
      'VALUE_NOT_CARRIED',
    ],
  },
  'keys.remove': {
    summary: 'Remove a key and everything below it. Removing what is not there succeeds.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'DELETE',
      path: '/api/instances/:id/kdb/*key',
      ifMatch: 'basedOn',
      success: 204,
      reply: 'none',
    },
    input: z.strictObject({ id: InstanceId, key: KeyNameText, basedOn: KeyVersion.optional() }),
    output: z.strictObject({}),
    errors: [...INSTANCE_ERRORS, 'KEY_NAME_INVALID', 'KEY_RESTRICTED', 'VERSION_CONFLICT'],
  },
  'keys.move': {
    summary:
      'Give a key and everything below it another name, with values and metadata. Refused when the target exists.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/instances/:id/kdbMv/*key',
      body: { field: 'target', as: 'json-or-text' },
      success: 204,
      reply: 'none',
    },
    input: z.strictObject({ id: InstanceId, key: KeyNameText, target: KeyNameText }),
    output: z.strictObject({}),
    errors: [
      ...INSTANCE_ERRORS,
      'KEY_NAME_INVALID',
      'KEY_NOT_FOUND',
      'KEY_RESTRICTED',
      'TARGET_EXISTS',
      'VALUE_NOT_CARRIED',
    ],
  },
  'keys.find': {
    summary: 'The names that match a regular expression (RE2, unanchored, case-sensitive), in key order.',
    kind: 'query',
    role: 'viewer',
    http: {
      method: 'GET',
      path: '/api/instances/:id/kdbFind/*query',
      // The pattern `.` has no form in a path: URL parsers resolve it.
      alsoAt: ['/api/instances/:id/kdbFind'],
      success: 200,
    },
    input: z.strictObject({ id: InstanceId, query: z.string().min(1).max(1000) }),
    output: z.array(z.string()),
    errors: [...INSTANCE_ERRORS, 'QUERY_INVALID'],
  },
});
