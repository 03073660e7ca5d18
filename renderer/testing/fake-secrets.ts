import type { SecretsState } from '#shared/clusterd/secrets.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

/** Secrets in a file, for want of a keychain. */
export const SECRETS_IN_FILE: SecretsState = {
  store: 'file',
  place: '/secrets',
  key: 'environment',
  decidedBy: null,
  noKeychain: { reason: 'locked', message: 'it is locked', advice: 'Unlock it, and try again.' },
  left: null,
};

/** Secrets in the keychain, once it is there. */
export const SECRETS_IN_KEYCHAIN: SecretsState = {
  ...{ store: 'keychain', place: 'Elektra Web', key: null, decidedBy: null, noKeychain: null, left: null },
};

/** What is found when the keychain is looked for, or secrets are moved, is what a test has put into `fake.secretsFound`. */
export function secretsOf(
  fake: Pick<FakeClusterd, 'secrets' | 'secretsFound'>,
): Pick<ClusterdHandlers, 'secrets.state' | 'secrets.retry' | 'secrets.move'> {
  async function found(): Promise<SecretsState> {
    fake.secrets = await fake.secretsFound();
    return fake.secrets;
  }
  return {
    'secrets.state': async () => fake.secrets,
    'secrets.retry': found,
    'secrets.move': found,
  };
}
