import { z } from 'zod';
import { defineContract } from '../contract/operation.ts';

/**
 * Why secrets are not in the keychain: no program for it is installed, nobody offers one (no bus, no service), it is locked, it did not answer in time,
 * it failed in another way, or the file was asked for.
 */
export const NO_KEYCHAIN_REASONS = ['not-installed', 'absent', 'locked', 'silent', 'failed', 'chosen'] as const;

export const SecretsState = z
  .strictObject({
    store: z.enum(['keychain', 'file']),
    /** What a person would look for: the name of the entries in the keychain, or the path of the file. */
    place: z.string(),
    /** Of the file: where its key comes from, `environment` or the path of the key file. null for the keychain, which needs none. */
    key: z.string().nullable(),
    /** null when the keychain is in use. */
    noKeychain: z
      .strictObject({
        reason: z.enum(NO_KEYCHAIN_REASONS),
        /** What the keychain said, or its absence looks like. */
        message: z.string(),
        /** What to do so that the keychain is used. */
        advice: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'SecretsState' });
export type SecretsState = z.output<typeof SecretsState>;

export const secretsOperations = defineContract({
  'secrets.state': {
    summary: 'Where the credentials of the instances are kept, and why not in the keychain.',
    kind: 'query',
    role: 'admin',
    http: { method: 'GET', path: '/api/secrets', success: 200 },
    input: z.strictObject({}),
    output: SecretsState,
    errors: [],
  },
});
