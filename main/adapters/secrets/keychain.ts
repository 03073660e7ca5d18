import type { Keytar } from 'keytar';
import type { SecretStore } from '../../clusterd/ports/secrets.ts';

/** What the entries are found under in the keychain's own window. */
export const SERVICE = 'Elektra Web';

/** What an interrupted try may leave. */
const PROBE = 'probe';

export interface Keychain extends SecretStore {
  /** What a person would look for in the keychain's own window. */
  readonly place: string;
}

/**
 * The keychain of the operating system (Secret Service, Keychain, Credential Vault). Rejects with what keytar does. The secrets are those of the person
 * who runs clusterd, for as long as that person's keychain is unlocked.
 * @param scope tells the entries of several clusterds of one user apart
 */
export function createKeychain(scope: string, keytar: Keytar): Keychain {
  const accountOf = (name: string) => `${scope}/${name}`;
  const prefix = accountOf('');
  return {
    place: `${SERVICE}: ${prefix}…`,
    get: (name) => keytar.getPassword(SERVICE, accountOf(name)),
    set: (name, secret) => keytar.setPassword(SERVICE, accountOf(name), secret),
    async remove(name) {
      await keytar.deletePassword(SERVICE, accountOf(name));
    },
    async names() {
      const all = await keytar.findCredentials(SERVICE);
      const own = all.flatMap(({ account }) => (account.startsWith(prefix) ? [account.slice(prefix.length)] : []));
      return own.filter((name) => name !== PROBE);
    },
  };
}

/** It counts as usable when it has stored, shown and removed an entry. */
export async function tryKeychain(keychain: SecretStore): Promise<void> {
  await keychain.set(PROBE, PROBE);
  const shown = await keychain.get(PROBE);
  await keychain.remove(PROBE);
  if (shown !== PROBE) throw new Error('it does not show what was stored in it');
}
