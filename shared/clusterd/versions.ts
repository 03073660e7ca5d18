import { z } from 'zod';
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
});
