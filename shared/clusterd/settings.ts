import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyNameText, KeyVersion, MetakeyText } from '../model/key.ts';
import { Setting } from '../model/setting.ts';
import { Keep, MetakeyEdits, Note } from './edits.ts';
import { INSTANCE_ERRORS } from './key-errors.ts';
import { Configuration, FoundKey, KeyNode, READ_MANY_LIMIT, SEARCHED, SET_ALL_LIMIT } from './keys.ts';
import { Delivered, DELIVERED, Wait } from './rollouts.ts';

/** Besides what a cluster may refuse, a value is refused that no member could carry. */
export const SETTING_ERRORS = [
  'CLUSTER_NOT_FOUND',
  'KEY_NAME_INVALID',
  'SETTING_CONFLICT',
  'VALUE_NOT_CARRIED',
  'TOO_LARGE',
] as const;

/** A setting as clients read it: with its version, as of a key, and the cluster that sets it (an ancestor's are inherited). */
export const SettingState = Setting.extend({ version: KeyVersion, exists: z.boolean() }).meta({ id: 'SettingState' });
export type SettingState = z.output<typeof SettingState>;

/** What comes with every change of settings. */
const CHANGE = {
  id: ClusterId,
  note: Note,
  wait: Wait,
  /** Takes over what clusters below set already. */
  force: z.boolean().default(false),
};

export const settingOperations = defineContract({
  'settings.read': {
    summary:
      'Read what a cluster sets at a key, the names of all its settings below, and its children, as of an instance.',
    kind: 'query',
    role: 'viewer',
    http: {
      method: 'GET',
      path: '/api/clusters/:id/kdb/*key',
      alsoAt: ['/api/clusters/:id/kdb'],
      success: 200,
      etag: 'version',
    },
    input: z.strictObject({
      id: ClusterId,
      key: KeyNameText.optional(),
      preload: z.int().min(0).max(9).default(0),
      children: z.boolean().default(true),
      /** What the clusters above it set as well. */
      inherited: z.boolean().default(false),
    }),
    output: KeyNode,
    errors: ['CLUSTER_NOT_FOUND', 'KEY_NAME_INVALID'],
  },
  'settings.readMany': {
    summary: 'Read many settings of a cluster at once, inherited ones included.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'POST', path: '/api/clusters/:id/keys/read', body: 'rest', success: 200 },
    input: z.strictObject({ id: ClusterId, keys: z.array(KeyNameText).max(READ_MANY_LIMIT) }),
    /** In the order asked for; `clusterId` says which cluster sets it. */
    output: z.strictObject({ keys: z.array(SettingState) }),
    errors: ['CLUSTER_NOT_FOUND', 'KEY_NAME_INVALID'],
  },
  'settings.find': {
    summary: 'The names of settings that match a regular expression (RE2, unanchored, case-sensitive), in key order.',
    kind: 'query',
    role: 'viewer',
    http: {
      method: 'GET',
      path: '/api/clusters/:id/kdbFind/*query',
      alsoAt: ['/api/clusters/:id/kdbFind'],
      success: 200,
    },
    input: z.strictObject({
      id: ClusterId,
      query: z.string().min(1).max(1000),
      in: z.array(z.enum(SEARCHED)).min(1).default(['name']),
    }),
    output: z.array(z.string()),
    parts: z.strictObject({ found: z.array(FoundKey), done: z.int(), total: z.int() }),
    errors: ['CLUSTER_NOT_FOUND', 'QUERY_INVALID'],
  },
  'settings.set': {
    summary: 'Set a key in all members of a cluster and of the clusters below it, and lock it there.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'PUT',
      path: '/api/clusters/:id/kdb/*key',
      body: { field: 'value', as: 'json-or-text' },
      ifMatch: 'basedOn',
      success: DELIVERED,
    },
    input: z.strictObject({
      ...CHANGE,
      key: KeyNameText,
      value: z.string(),
      /** Refused (VERSION_CONFLICT) when the cluster sets another value by now. */
      basedOn: KeyVersion.optional(),
      mustBeNew: z.boolean().default(false),
    }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'VERSION_CONFLICT', 'TARGET_EXISTS'],
  },
  'settings.remove': {
    summary:
      'No longer set a key, nor what the cluster sets below it. It goes from the members, or stays there unlocked.',
    kind: 'command',
    role: 'operator',
    http: { method: 'DELETE', path: '/api/clusters/:id/kdb/*key', ifMatch: 'basedOn', success: DELIVERED },
    input: z.strictObject({
      id: ClusterId,
      key: KeyNameText,
      keep: Keep,
      basedOn: KeyVersion.optional(),
      note: Note,
      wait: Wait,
    }),
    output: Delivered,
    errors: ['CLUSTER_NOT_FOUND', 'KEY_NAME_INVALID', 'VERSION_CONFLICT'],
  },
  'settings.move': {
    summary: 'Give a setting and those below it another name. The members lose the old one.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/clusters/:id/kdbMv/*key',
      body: { field: 'target', as: 'json-or-text' },
      success: DELIVERED,
    },
    input: z.strictObject({ ...CHANGE, key: KeyNameText, target: KeyNameText }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'KEY_NOT_FOUND', 'TARGET_EXISTS'],
  },
  'settings.copy': {
    summary: 'Set the same as a setting, and those below it, under another name as well.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/clusters/:id/kdbCp/*key',
      body: { field: 'target', as: 'json-or-text' },
      success: DELIVERED,
    },
    input: z.strictObject({ ...CHANGE, key: KeyNameText, target: KeyNameText }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'KEY_NOT_FOUND', 'TARGET_EXISTS'],
  },
  'settings.setAll': {
    summary: 'Set many keys at or below a key, all of them or none. What is not named stays as it is.',
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/api/clusters/:id/kdbAll/*key', body: 'rest', success: DELIVERED },
    input: z.strictObject({
      ...CHANGE,
      key: KeyNameText,
      configurations: z.array(Configuration).max(SET_ALL_LIMIT),
    }),
    output: Delivered,
    errors: SETTING_ERRORS,
  },
  'settings.setMeta': {
    summary: 'Set one metakey of a key in all members; a null or absent value: the cluster no longer sets it.',
    description: 'A key that the cluster does not set yet becomes a setting of metadata alone.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/clusters/:id/kdbMeta/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: DELIVERED,
    },
    input: z.strictObject({
      ...CHANGE,
      name: KeyNameText,
      key: MetakeyText,
      value: z.string().nullable().default(null),
      keep: Keep,
      basedOn: KeyVersion.optional(),
    }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'VERSION_CONFLICT'],
  },
  'settings.removeMeta': {
    summary: 'No longer set one metakey. It goes from the members, or stays there unlocked.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'DELETE',
      path: '/api/clusters/:id/kdbMeta/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: DELIVERED,
    },
    input: z.strictObject({
      id: ClusterId,
      name: KeyNameText,
      key: MetakeyText,
      keep: Keep,
      basedOn: KeyVersion.optional(),
      note: Note,
      wait: Wait,
    }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'VERSION_CONFLICT', 'KEY_NOT_FOUND'],
  },
  'settings.setMetaMany': {
    summary: 'Set, and no longer set, several metakeys of a key, all of them or none.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/clusters/:id/kdbMetaBulk/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: DELIVERED,
    },
    input: z.strictObject({
      ...CHANGE,
      name: KeyNameText,
      meta: MetakeyEdits,
      keep: Keep,
      basedOn: KeyVersion.optional(),
    }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'VERSION_CONFLICT'],
  },
  'settings.shift': {
    summary:
      'Make a setting, with those below it, one of the parent or of a child cluster instead. No host loses it that still gets it.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/shift/*key', body: 'rest', success: DELIVERED },
    input: z.strictObject({ ...CHANGE, key: KeyNameText, to: ClusterId }),
    output: Delivered,
    errors: [...SETTING_ERRORS, 'KEY_NOT_FOUND'],
  },
  'settings.lift': {
    summary:
      'Make a key of a member, with everything below it, a setting of its cluster, values and metadata as they are there.',
    kind: 'command',
    role: 'operator',
    http: { method: 'POST', path: '/api/clusters/:id/lift/*key', body: 'rest', success: DELIVERED },
    input: z.strictObject({ ...CHANGE, instanceId: InstanceId, key: KeyNameText }),
    output: Delivered,
    errors: [...SETTING_ERRORS, ...INSTANCE_ERRORS, 'KEY_NOT_FOUND', 'INSTANCE_NOT_IN_CLUSTER'],
  },
});
