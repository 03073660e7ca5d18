import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { ElektradVersion } from '../model/elektrad-version.ts';
import { KeyNameText, Metadata } from '../model/key.ts';

/** Announced by an elektrad whose store is its own: other programs of that host do not read it. */
export const OWN_STORE = 'own-store';

/**
 * What our elektrad tells of itself in `/version`: its store, and what it can do beyond the field's protocol, or where it keeps what the field's
 * protocol only promises.
 * - `own-store`: its keys are its own; other programs of the host do not read them.
 * - `recursive-delete`: `kdb.remove` takes `recursive=1`.
 * - `read-many`: there is `kdb.readMany`.
 * - `move`: `kdb.move` is whole or not at all, loses nothing, and takes `force=1`.
 * - `copy`: there is `kdb.copy`, with the same promises.
 * - `set-all`: `kdb.setAll` is stored, whole or not at all, and takes metadata.
 * - `set-many-metadata`: `meta.setMany` is whole or not at all.
 */
export const OUR_CAPABILITIES = [
  OWN_STORE,
  'recursive-delete',
  'read-many',
  'move',
  'copy',
  'set-all',
  'set-many-metadata',
] as const;

/** The most keys one `kdb.readMany` takes. */
export const ELEKTRAD_READ_MANY_LIMIT = 1000;

/** The most keys one `kdb.setAll` takes; what it carries has to fit into a request as well (2 MiB). */
export const ELEKTRAD_SET_ALL_LIMIT = 10_000;

/** The most metakeys one `meta.setMany` takes. */
export const ELEKTRAD_SET_MANY_LIMIT = 1000;

/**
 * A key as an elektrad answers it: `name` is the last part, `path` the whole name, `ls` the key itself (if it exists) and all its descendants in key
 * order. `value` is left out when empty, `meta` when there is none, `children` when there are none. The field's elektrad leaves out some children.
 */
export const ElektradNode = z.object({
  exists: z.boolean(),
  name: z.string(),
  path: z.string(),
  ls: z.array(z.string()),
  value: z.string().optional(),
  meta: Metadata.optional(),
  get children() {
    return z.array(ElektradNode).optional();
  },
});
export type ElektradNode = z.output<typeof ElektradNode>;

export const ElektradKey = z.object({
  name: z.string(),
  exists: z.boolean(),
  value: z.string().optional(),
  meta: Metadata.optional(),
});
export type ElektradKey = z.output<typeof ElektradKey>;

const TRANSFER_INPUT = z.strictObject({
  name: KeyNameText,
  target: KeyNameText,
  /** Replaces what is at the target and below it; without it the act is refused when there is anything. Our extension. */
  force: z.boolean().default(false),
});

const TRANSFER_ERRORS = ['KEY_NAME_INVALID', 'KEY_NOT_FOUND', 'TARGET_EXISTS', 'ELEKTRA_REJECTED'] as const;

/** One metakey of `meta.setMany`; without a value it is removed. */
const MetakeyChange = z.strictObject({ key: z.string().min(1), value: z.string().nullable().default(null) });

/** One key of `kdb.setAll`. `key` is relative to the parent ('' is the parent itself), or a whole name at or below it. */
export const ElektradConfiguration = z.strictObject({
  key: z.string().max(65_536),
  value: z.string().nullable(),
  /** Set as well; metakeys that are not named stay as they are. Our extension. */
  meta: Metadata.optional(),
});
export type ElektradConfiguration = z.output<typeof ElektradConfiguration>;

/** The protocol of the field's elektrad (libelektra 0.11.0, port 33333), and our extensions to it. */
export const elektradContract = defineContract({
  'version.get': {
    summary: 'The version of the protocol and of Elektra; of our elektrad also its id and capabilities.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/version', success: 200 },
    input: z.strictObject({}),
    output: ElektradVersion,
    errors: [],
  },
  'kdb.get': {
    summary: 'A key, the names of all its descendants, and its children; without a name: everything.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/kdb/*name', alsoAt: ['/kdb'], success: 200 },
    input: z.strictObject({
      name: KeyNameText.optional(),
      /** How many levels of children come besides the direct ones. */
      preload: z.int().min(0).max(9).default(0),
    }),
    output: ElektradNode,
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED'],
  },
  'kdb.set': {
    summary: 'Set the value of a key (a JSON string; null is the empty value). 201: created, 200: it existed.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'PUT',
      path: '/kdb/*name',
      body: { field: 'value', as: 'json' },
      success: { field: 'created', yes: 201, no: 200 },
      reply: 'none',
    },
    input: z.strictObject({ name: KeyNameText, value: z.string().nullable() }),
    output: z.strictObject({ created: z.boolean() }),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED', 'VALUE_NOT_CARRIED'],
  },
  'kdb.remove': {
    summary:
      'Remove one key, or with `recursive=1` the key and everything below it. Removing what is not there succeeds.',
    kind: 'command',
    role: 'operator',
    http: { method: 'DELETE', path: '/kdb/*name', success: 204, reply: 'none' },
    input: z.strictObject({ name: KeyNameText, recursive: z.boolean().default(false) }),
    output: z.strictObject({}),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED'],
  },
  'kdb.find': {
    summary: 'The names that match a regular expression (RE2, unanchored, case-sensitive), in key order.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/kdbFind/*query', success: 200 },
    input: z.strictObject({ query: z.string().min(1).max(1000) }),
    output: z.array(z.string()),
    errors: ['QUERY_INVALID', 'ELEKTRA_REJECTED'],
  },
  'kdb.readMany': {
    summary: 'Many keys at once, in the order asked for. Our extension: `read-many`.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'POST', path: '/kdbRead', body: 'rest', success: 200 },
    input: z.strictObject({ names: z.array(KeyNameText).max(ELEKTRAD_READ_MANY_LIMIT) }),
    output: z.object({ keys: z.array(ElektradKey) }),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED'],
  },
  'kdb.move': {
    summary: 'Give a key and everything below it another name, with values and metadata. The body is the new name.',
    description: 'Refused (409) when there is a key at the target or below it that is not moved away itself.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/kdbMv/*name', body: { field: 'target', as: 'json' }, success: 204, reply: 'none' },
    input: TRANSFER_INPUT,
    output: z.strictObject({}),
    errors: TRANSFER_ERRORS,
  },
  'kdb.copy': {
    summary: 'Copy a key and everything below it, with values and metadata. Our extension: `copy`.',
    description: 'Refused (409) when there is a key at the target or below it.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/kdbCp/*name', body: { field: 'target', as: 'json' }, success: 204, reply: 'none' },
    input: TRANSFER_INPUT,
    output: z.strictObject({}),
    errors: TRANSFER_ERRORS,
  },
  'kdb.setAll': {
    summary: 'Write many keys at or below a key, all of them or none. What is not named stays as it is.',
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/kdbAll/*name', body: 'rest', success: 201, reply: 'none' },
    input: z.strictObject({
      name: KeyNameText,
      /** Of two entries for one key the later counts. */
      configurations: z.array(ElektradConfiguration).max(ELEKTRAD_SET_ALL_LIMIT),
    }),
    output: z.strictObject({}),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED', 'VALUE_NOT_CARRIED'],
  },
  'meta.set': {
    summary: 'Set one metakey of a key, creating the key if it is missing; a null or absent value removes the metakey.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/kdbMeta/*name', body: 'rest', success: 204, reply: 'none' },
    input: z.strictObject({ name: KeyNameText, key: z.string().min(1), value: z.string().nullable().default(null) }),
    output: z.strictObject({}),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED', 'VALUE_NOT_CARRIED'],
  },
  'meta.remove': {
    summary: 'Remove one metakey of a key. 404 when the key is missing.',
    kind: 'command',
    role: 'operator',
    http: { method: 'DELETE', path: '/kdbMeta/*name', body: 'rest', success: 204, reply: 'none' },
    input: z.strictObject({ name: KeyNameText, key: z.string().min(1) }),
    output: z.strictObject({}),
    errors: ['KEY_NAME_INVALID', 'KEY_NOT_FOUND', 'ELEKTRA_REJECTED'],
  },
  'meta.setMany': {
    summary: 'Set and remove several metakeys of a key, all of them or none, creating the key if it is missing.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/kdbMetaBulk/*name', body: 'rest', success: 204, reply: 'none' },
    input: z.strictObject({
      name: KeyNameText,
      /** Of two entries for one metakey the later counts. */
      meta: z.array(MetakeyChange).max(ELEKTRAD_SET_MANY_LIMIT),
    }),
    output: z.strictObject({}),
    errors: ['KEY_NAME_INVALID', 'ELEKTRA_REJECTED', 'VALUE_NOT_CARRIED'],
  },
});
export type ElektradContract = typeof elektradContract;
