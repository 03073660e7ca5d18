import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyNameText, KeyVersion, MetakeyText } from '../model/key.ts';
import { WRITE_ERRORS } from './key-errors.ts';

/** What can be done with the metadata of one key of one instance. */
export const keyMetadataOperations = defineContract({
  'keys.setMeta': {
    summary: 'Set one metakey of a key, creating the key if it is missing; a null or absent value removes the metakey.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/instances/:id/kdbMeta/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: 204,
      reply: 'none',
    },
    input: z.strictObject({
      id: InstanceId,
      /** The key. */
      name: KeyNameText,
      /** The metakey, without `meta:/`. */
      key: MetakeyText,
      value: z.string().nullable().default(null),
      /** Refused (VERSION_CONFLICT) when this metakey has another value by now. */
      basedOn: KeyVersion.optional(),
    }),
    output: z.strictObject({}),
    errors: WRITE_ERRORS,
  },
  'keys.removeMeta': {
    summary: 'Remove one metakey of a key. Removing what is not there succeeds; the key must exist.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'DELETE',
      path: '/api/instances/:id/kdbMeta/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: 204,
      reply: 'none',
    },
    input: z.strictObject({ id: InstanceId, name: KeyNameText, key: MetakeyText, basedOn: KeyVersion.optional() }),
    output: z.strictObject({}),
    errors: [...WRITE_ERRORS, 'KEY_NOT_FOUND'],
  },
  'keys.setMetaMany': {
    summary: 'Set and remove several metakeys of a key, all of them or none.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'POST',
      path: '/api/instances/:id/kdbMetaBulk/*name',
      body: 'rest',
      ifMatch: 'basedOn',
      success: 204,
      reply: 'none',
    },
    input: z.strictObject({
      id: InstanceId,
      name: KeyNameText,
      /** A null or absent value removes the metakey. Of two entries for one metakey the later counts. */
      meta: z.array(z.strictObject({ key: MetakeyText, value: z.string().nullable().default(null) })).max(1000),
      /** Refused (VERSION_CONFLICT) when one of these metakeys has another value by now. */
      basedOn: KeyVersion.optional(),
    }),
    output: z.strictObject({}),
    errors: WRITE_ERRORS,
  },
});
