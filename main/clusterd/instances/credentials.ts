import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { Credentials } from '#shared/model/credentials.ts';
import type { Ports } from '../ports.ts';
import type { InstanceRecord } from '../registry/records.ts';

export const NO_CREDENTIALS: Credentials = { kind: 'none' };

type Owner = Pick<InstanceRecord, 'id' | 'host' | 'credentialsId'>;

/**
 * The credentials of the instances. Each set gets an id of its own, which the instance's record names: they are stored before the record is, so that
 * a crash in between leaves a secret that nobody names, never a record whose secret is missing or meant for another host.
 */
export interface CredentialStore {
  /** Stores them and resolves to their id; null for none. @throws ElektraError STORAGE_FAILED */
  keep(instance: string, credentials: Credentials): Promise<string | null>;
  /** @throws ElektraError INSTANCE_CREDENTIALS when they are not in the store, STORAGE_FAILED when it does not answer. */
  read(owner: Owner): Promise<Credentials>;
  /** Removes what no record names any more. What cannot be removed now goes at the next start. */
  forget(instance: string, credentialsId: string | null): Promise<void>;
  /** Removes what a crash has left. */
  sweep(owners: Iterable<Owner>): Promise<void>;
}

const PLACE = /^instance\/[^/]+\/credentials\//;

export function createCredentialStore({
  secrets,
  random,
  log,
}: Pick<Ports, 'secrets' | 'random' | 'log'>): CredentialStore {
  async function removeQuietly(name: string): Promise<void> {
    try {
      await secrets.remove(name);
    } catch (error) {
      log.warn(
        { place: name, err: error },
        'credentials that nobody needs could not be removed; the next start tries again',
      );
    }
  }

  return {
    async keep(instance, credentials) {
      if (credentials.kind === 'none') return null;
      const id = random.id();
      await secrets.set(placeOf(instance, id), JSON.stringify(credentials));
      return id;
    },

    async read(owner) {
      if (owner.credentialsId === null) return NO_CREDENTIALS;
      const text = await secrets.get(placeOf(owner.id, owner.credentialsId)).catch((error: unknown) => {
        throw isElektraError(error, 'STORAGE_FAILED') ? unreadable(owner, error) : error;
      });
      const credentials = text === null ? undefined : parsed(text);
      if (credentials !== undefined) return credentials;
      throw notInStore(owner, secrets.state().store);
    },

    async forget(instance, credentialsId) {
      if (credentialsId !== null) await removeQuietly(placeOf(instance, credentialsId));
    },

    async sweep(owners) {
      const named = new Set([...owners].map(({ id, credentialsId }) => placeOf(id, credentialsId ?? '')));
      try {
        const left = (await secrets.names()).filter((name) => PLACE.test(name) && !named.has(name));
        for (const name of left) await removeQuietly(name);
      } catch (error) {
        log.warn({ err: error }, 'the store of secrets could not be looked through; the next start tries again');
      }
    },
  };
}

/** Under which name credentials are in the store of secrets. */
export function placeOf(instance: string, credentialsId: string): string {
  return `instance/${instance}/credentials/${credentialsId}`;
}

function parsed(text: string): Credentials | undefined {
  try {
    return Credentials.safeParse(JSON.parse(text)).data;
  } catch {
    // Whatever is stored there, it was not stored by us; the caller says that the credentials are missing.
    return undefined;
  }
}

function unreadable({ host }: Owner, cause: ElektraError<'STORAGE_FAILED'>): ElektraError {
  const reason = `The credentials of ${host} cannot be read now. ${cause.message}`;
  return new ElektraError('STORAGE_FAILED', reason, { data: { reason }, cause });
}

function notInStore({ host }: Owner, store: 'keychain' | 'file'): ElektraError {
  const inUse = store === 'keychain' ? 'the keychain' : 'the encrypted file';
  return new ElektraError('INSTANCE_CREDENTIALS', `The credentials of ${host} are not in ${inUse}. Enter them again.`, {
    data: { host, by: 'store' },
  });
}
