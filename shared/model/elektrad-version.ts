import * as z from 'zod';
import { Capability } from './instance.ts';

/**
 * The answer to `/version`. The field's elektrad sends `api` and `elektra` only (`micro`, where webd says `patch`); ours adds its own `id`, by which a
 * store is known whatever its address, its product version and what it can do beyond the field's protocol.
 */
export const ElektradVersion = z
  .object({
    api: z.int(),
    elektra: z.object({
      version: z.string(),
      major: z.int(),
      minor: z.int(),
      micro: z.int().optional(),
      patch: z.int().optional(),
    }),
    id: z.string().max(128).optional(),
    product: z.object({ name: z.string(), version: z.string() }).optional(),
    capabilities: z.array(Capability).max(256).optional(),
  })
  .meta({ id: 'ElektradVersion' });
export type ElektradVersion = z.output<typeof ElektradVersion>;
