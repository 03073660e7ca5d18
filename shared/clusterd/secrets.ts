import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';

/**
 * Why secrets are not in the keychain: no program for it is installed, nobody offers one (no bus, no service), it is locked, it did not answer in time,
 * it failed in another way, or the file was asked for.
 */
export const NO_KEYCHAIN_REASONS = ['not-installed', 'absent', 'locked', 'silent', 'failed', 'chosen'] as const;

const SecretsStore = z.enum(['keychain', 'file']);

export const SecretsState = z
  .strictObject({
    /** Where new secrets go. */
    store: SecretsStore,
    /** What a person would look for: the name of the entries in the keychain, or the path of the file. */
    place: z.string(),
    /** Of the file: where its key comes from, `environment` or the path of the key file. null for the keychain, which needs none. */
    key: z.string().nullable(),
    /** Who decided between the two: how clusterd was started (`--secrets`), a person by `secrets.move`, or null: the keychain if it can be used. */
    decidedBy: z.enum(['start', 'person']).nullable(),
    /** Why the keychain cannot be used, or is not to be; null: it is used. */
    noKeychain: z
      .strictObject({
        reason: z.enum(NO_KEYCHAIN_REASONS),
        /** What the keychain said, or its absence looks like. */
        message: z.string(),
        /** What to do so that the keychain is used. */
        advice: z.string(),
      })
      .nullable(),
    /** What is still in the other store, and why it could not be moved from there; in a keychain that cannot be used it cannot be read either. */
    left: z.strictObject({ store: SecretsStore, message: z.string() }).nullable(),
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
  'secrets.retry': {
    summary:
      'Look for the keychain again and move there what belongs there. The keychain may ask somebody at that machine for its password; it is given half a minute.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/secrets/retry', success: 200 },
    input: z.strictObject({}),
    output: SecretsState,
    errors: [],
  },
  'secrets.move': {
    summary: 'Keep the secrets in the file or in the keychain from now on, also after a restart, and move them there.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/secrets/move', body: 'rest', success: 200 },
    input: z.strictObject({ to: SecretsStore }),
    output: SecretsState,
    errors: ['SECRETS_NOT_MOVED'],
  },
});
