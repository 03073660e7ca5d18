import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { SecretStore } from '../../clusterd/ports/secrets.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import type { Gate } from './gate.ts';
import { KeychainGone, type KeychainFinder } from './keychain-finder.ts';
import type { PlaceRecord } from './place-record.ts';

/** The file, which is made when something has to be put into it. */
export interface LazyFile {
  /** null: it is not there, so it holds nothing. @throws StartRefused */
  ifThere(): Promise<EncryptedFile | null>;
  /** @throws StartRefused */
  open(): Promise<EncryptedFile>;
}

export interface TwoStoresParts {
  readonly finder: KeychainFinder;
  readonly file: LazyFile;
  readonly place: PlaceRecord;
  readonly gate: Gate;
  /** Whether new secrets go into the keychain while it can be used. */
  wantsKeychain(): boolean;
  /** Whether they go into the file while it cannot. */
  readonly mayFallBack: boolean;
}

/**
 * Keychain and file as one store. **What the file says of a name counts**, also that it was removed (null); only of what it does not mention the
 * keychain is asked. So whatever is newer than the keychain's goes into the file, and an entry leaves the file only after the keychain has the same:
 * wherever a crash cuts that, nothing is lost and nothing older comes back.
 */
export function createTwoStores(parts: TwoStoresParts): SecretStore {
  const { finder, file, place, gate, wantsKeychain, mayFallBack } = parts;
  const mayBeInKeychain = () => place.current().inKeychain || (wantsKeychain() && finder.current() !== null);

  async function get(name: string): Promise<string | null> {
    const entry = (await (await file.ifThere())?.entries())?.get(name);
    if (entry !== undefined) return entry;
    return mayBeInKeychain() ? finder.ask((keychain) => keychain.get(name)) : null;
  }

  async function set(name: string, secret: string): Promise<void> {
    if (wantsKeychain() && (finder.current() !== null || !mayFallBack)) {
      try {
        await place.update({ inKeychain: true });
        await finder.ask((keychain) => keychain.set(name, secret));
        return await unmention(name);
      } catch (error) {
        // Also when it refuses this one alone: Windows takes no long secrets.
        if (!mayFallBack) throw error;
      }
    }
    await (await file.open()).set(name, secret);
  }

  async function remove(name: string): Promise<void> {
    if (!mayBeInKeychain()) return unmention(name);
    try {
      await finder.ask((keychain) => keychain.remove(name));
    } catch (error) {
      if (!mayFallBack) throw error;
      // It goes from the keychain when that is there again.
      return (await file.open()).change((entries) => void entries.set(name, null));
    }
    await unmention(name);
  }

  async function names(): Promise<readonly string[]> {
    const entries = (await (await file.ifThere())?.entries()) ?? new Map<string, string | null>();
    const inFile = [...entries].flatMap(([name, secret]) => (secret === null ? [] : [name]));
    if (!mayBeInKeychain()) return inFile;
    const inKeychain = await finder.ask((keychain) => keychain.names());
    return [...inFile, ...inKeychain.filter((name) => !entries.has(name))];
  }

  async function unmention(name: string): Promise<void> {
    await (await file.ifThere())?.change((entries) => void entries.delete(name));
  }

  return {
    get: (name) => gate.shared(() => get(name)).catch(failed(`${name} cannot be read`)),
    set: (name, secret) => gate.alone(() => set(name, secret)).catch(failed(`${name} cannot be stored`)),
    remove: (name) => gate.alone(() => remove(name)).catch(failed(`${name} cannot be removed`)),
    names: () => gate.shared(names).catch(failed('The names of the secrets cannot be read')),
  };
}

/** @throws ElektraError STORAGE_FAILED */
function failed(what: string): (error: unknown) => never {
  return (error) => {
    const words = error instanceof Error ? error.message : String(error);
    const inStore = error instanceof KeychainGone ? `the keychain cannot be used: ${words}` : words;
    const reason = `${what}: ${inStore}`;
    throw new ElektraError('STORAGE_FAILED', reason, { data: { reason }, cause: error });
  };
}
