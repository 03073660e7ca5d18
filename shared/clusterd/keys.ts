import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyLock } from '../model/key-lock.ts';
import { KeyNameText, KeyState, KeyVersion, Metadata } from '../model/key.ts';
import { ACT_ERRORS, INSTANCE_ERRORS, WRITE_ERRORS } from './key-errors.ts';
import { keyMetadataOperations } from './key-metadata.ts';

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
    /** The cluster that keeps it, or some of its metadata, to itself; absent: none. */
    lockedBy: KeyLock.optional(),
    get children() {
      return z.array(KeyNode).optional();
    },
  })
  .meta({ id: 'KeyNode' });
export type KeyNode = z.output<typeof KeyNode>;

/** Where a search looks. */
export const SEARCHED = ['name', 'value', 'meta'] as const;

/** One place where a search matched. `metakey`: in the name or value of this metakey. */
export const FoundKey = z.strictObject({ key: z.string(), in: z.enum(SEARCHED), metakey: z.string().optional() });
export type FoundKey = z.output<typeof FoundKey>;

/** The most keys one `keys.setAll` takes. */
export const SET_ALL_LIMIT = 20_000;

/** A key that is to be written, `key` below the key of the operation: relative to it, or its whole name. */
export const Configuration = z.strictObject({
  key: z.string().max(65_536),
  value: z.string().nullable(),
  /** Set as well; metakeys that are not named stay as they are. */
  meta: Metadata.optional(),
});

/** How far an act on many keys is. `done` of `total` keys are written and read back. */
export const Progress = z.strictObject({ done: z.int(), total: z.int() });
export type Progress = z.output<typeof Progress>;

const CANCELLED_ACT =
  'Whoever cancels the call or goes away while it writes finds nothing of it: what was written is put back.';

const TRANSFER_INPUT = z.strictObject({
  id: InstanceId,
  key: KeyNameText,
  target: KeyNameText,
  /** Replaces what is at the target, with everything below it. */
  force: z.boolean().default(false),
});
const TRANSFER_ERRORS = [...ACT_ERRORS, 'KEY_NOT_FOUND', 'TARGET_EXISTS', 'VALUE_NOT_CARRIED'] as const;

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
    summary: 'Read many keys at once: values, metadata, versions, and which cluster locks them.',
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
    errors: [...WRITE_ERRORS, 'TARGET_EXISTS'],
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
    errors: [...ACT_ERRORS, 'VERSION_CONFLICT'],
  },
  'keys.removeMany': {
    summary: 'Remove several keys, each with everything below it, all of them or none.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/instances/:id/keys/remove', body: 'rest', success: 204, reply: 'none' },
    input: z.strictObject({ id: InstanceId, keys: z.array(KeyNameText).max(READ_MANY_LIMIT) }),
    output: z.strictObject({}),
    errors: ACT_ERRORS,
  },
  'keys.move': {
    summary: 'Give a key and everything below it another name, with values and metadata.',
    description: `Refused when there is a key at the target or below it, unless forced. ${CANCELLED_ACT}`,
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/instances/:id/kdbMv/*key',
      body: { field: 'target', as: 'json-or-text' },
      success: 204,
      reply: 'none',
    },
    input: TRANSFER_INPUT,
    output: z.strictObject({}),
    parts: Progress,
    errors: TRANSFER_ERRORS,
  },
  'keys.copy': {
    summary: 'Copy a key and everything below it, with values and metadata.',
    description: `Refused when there is a key at the target or below it, unless forced. ${CANCELLED_ACT}`,
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/instances/:id/kdbCp/*key',
      body: { field: 'target', as: 'json-or-text' },
      success: 204,
      reply: 'none',
    },
    input: TRANSFER_INPUT,
    output: z.strictObject({}),
    parts: Progress,
    errors: TRANSFER_ERRORS,
  },
  'keys.setAll': {
    summary: 'Write many keys at or below a key, all of them or none. What is not named stays as it is.',
    description: CANCELLED_ACT,
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/api/instances/:id/kdbAll/*key', body: 'rest', success: 201, reply: 'none' },
    input: z.strictObject({
      id: InstanceId,
      key: KeyNameText,
      /** Of two entries for one key the later counts. */
      configurations: z.array(Configuration).max(SET_ALL_LIMIT),
    }),
    output: z.strictObject({}),
    parts: Progress,
    errors: WRITE_ERRORS,
  },
  'keys.find': {
    summary: 'The names of keys that match a regular expression (RE2, unanchored, case-sensitive), in key order.',
    description: 'With `in` values and metadata are searched as well. Values of secret keys are never searched.',
    kind: 'query',
    role: 'viewer',
    http: {
      method: 'GET',
      path: '/api/instances/:id/kdbFind/*query',
      // The pattern `.` has no form in a path: URL parsers resolve it.
      alsoAt: ['/api/instances/:id/kdbFind'],
      success: 200,
    },
    input: z.strictObject({
      id: InstanceId,
      query: z.string().min(1).max(1000),
      in: z.array(z.enum(SEARCHED)).min(1).default(['name']),
    }),
    output: z.array(z.string()),
    /** What was found since the last part, and how many of the keys have been looked at. */
    parts: z.strictObject({ found: z.array(FoundKey), done: z.int(), total: z.int() }),
    errors: [...INSTANCE_ERRORS, 'QUERY_INVALID'],
  },
  ...keyMetadataOperations,
});
