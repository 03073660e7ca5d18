import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { noKeychain, type NoKeychain } from './no-keychain.ts';
import type { Keytar } from 'keytar';

/** What the entries are found under in the keychain's own window. */
export const SERVICE = 'Elektra Web';

interface KeychainOptions {
  /** Tells the entries of several clusterds of one user apart. */
  readonly scope: string;
  readonly keytar: Keytar;
}

export type OpenedKeychain =
  { readonly ok: true; readonly secrets: Secrets } | { readonly ok: false; readonly why: NoKeychain };

/**
 * The keychain of the operating system (Secret Service, Keychain, Credential Vault). It counts as usable when it has stored, shown and removed an entry.
 * The secrets are those of the person who runs clusterd, for as long as that person's keychain is unlocked.
 */
export async function openKeychain({ scope, keytar }: KeychainOptions): Promise<OpenedKeychain> {
  const accountOf = (name: string) => `${scope}/${name}`;
  const prefix = accountOf('');
  const state: SecretsState = { store: 'keychain', place: `${SERVICE}: ${prefix}…`, key: null, noKeychain: null };
  async function ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const { message, advice } = noKeychain(error);
      const reason = `The keychain cannot be used: ${message}. ${advice}`;
      throw new ElektraError('STORAGE_FAILED', reason, { data: { reason }, cause: error });
    }
  }

  async function tryOut(): Promise<void> {
    const probe = accountOf('probe');
    await keytar.setPassword(SERVICE, probe, 'probe');
    const shown = await keytar.getPassword(SERVICE, probe);
    await keytar.deletePassword(SERVICE, probe);
    if (shown !== 'probe') throw new Error('it does not show what was stored in it');
  }

  try {
    await tryOut();
  } catch (error) {
    return { ok: false, why: noKeychain(error) };
  }
  const secrets: Secrets = {
    state: () => state,
    get: (name) => ask(() => keytar.getPassword(SERVICE, accountOf(name))),
    set: (name, secret) => ask(() => keytar.setPassword(SERVICE, accountOf(name), secret)),
    async remove(name) {
      await ask(() => keytar.deletePassword(SERVICE, accountOf(name)));
    },
    async names() {
      const all = await ask(() => keytar.findCredentials(SERVICE));
      return all.flatMap(({ account }) => (account.startsWith(prefix) ? [account.slice(prefix.length)] : []));
    },
  };
  return { ok: true, secrets };
}
