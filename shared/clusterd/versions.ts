import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';

export const versionOperations = defineContract({
  'versions.get': {
    summary: 'The versions of this API, of Elektra Web, and of the Elektra whose protocol it speaks.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/version', success: 200 },
    input: z.strictObject({}),
    /** Old clients read `patch`, the field's elektrad says `micro`; both are there. */
    output: z.strictObject({
      api: z.int(),
      product: z.strictObject({ name: z.string(), version: z.string() }),
      elektra: z.strictObject({
        version: z.string(),
        major: z.int(),
        minor: z.int(),
        micro: z.int(),
        patch: z.int(),
      }),
    }),
    errors: [],
  },
  'clusterd.self': {
    summary: 'Which clusterd this is, and which ones it was.',
    description:
      'Markers in the databases of instances name the clusterd that manages them by this id. One that was restored from a backup has a new id, and takes over what its former ids managed.',
    kind: 'query',
    role: 'admin',
    http: { method: 'GET', path: '/api/self', success: 200 },
    input: z.strictObject({}),
    output: z.strictObject({ id: z.string(), name: z.string(), formerIds: z.array(z.string()) }),
    errors: [],
  },
});
