import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Seal, Sealing } from '../ports/sealing.ts';

/** How a value is stored of a secret key. sealed: encrypted; dropped: it is not kept. */
export interface StoredValue {
  readonly value: string | null;
  readonly secret?: 'sealed' | 'dropped' | undefined;
}

/** Seals at once what was asked to be ready before, so that writes are made in the order of their turns. */
export interface SealedValues {
  /** To be awaited before the first secret is sealed or opened. @throws ElektraError STORAGE_FAILED when the store of secrets does not give the key */
  ready(): Promise<void>;
  /** Of secret keys. What has no value has nothing to seal. */
  sealed<T extends StoredValue>(of: T): T;
  /** @throws StartRefused when it was sealed with another key */
  opened<T extends StoredValue>(of: T): T;
}

export function createSealedValues(sealing: Sealing): SealedValues {
  let seal: Seal | null = null;

  function held(): Seal {
    if (seal === null) throw new Error('A secret was to be sealed before the key was there.');
    return seal;
  }

  return {
    async ready() {
      seal ??= await sealing.ready();
    },
    sealed: (of) =>
      of.value === null || of.secret !== undefined ? of : { ...of, value: held().seal(of.value), secret: 'sealed' },
    opened(of) {
      const { secret, ...plain } = of;
      if (secret !== 'sealed' || of.value === null) return of;
      const value = held().unseal(of.value);
      if (value === null) throw new StartRefused(LOST);
      return { ...plain, value } as typeof of;
    },
  };
}

const LOST =
  'Values of secret keys in the registry are sealed with a key that the store of secrets does not hold any more. Nothing was changed; start with the ' +
  'store of secrets (keychain, or the encrypted file with its key) that was in use before, or restore it from a backup.';

/** @throws StartRefused in place of the words of a store of secrets that does not answer */
export async function readyAtStart({ ready }: SealedValues): Promise<void> {
  try {
    await ready();
  } catch (error) {
    if (!isElektraError(error)) throw error;
    throw new StartRefused(`Values of secret keys in the registry cannot be opened. ${error.message}`);
  }
}
