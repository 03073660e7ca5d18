import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Log } from '../../clusterd/ports.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import type { StartChild } from '../../platform/own-child.ts';
import { copyEntries, keychainScope } from './keychain-scope.ts';
import { createKeychain, tryKeychain } from './keychain.ts';
import { openMovableSecrets } from './movable-secrets.ts';
import { createRemoteKeytar } from './remote-keytar.ts';

/** `auto`: the keychain while it can be used, else the file. */
export const SECRETS_CHOICES = ['auto', 'keychain', 'file'] as const;

export interface ChooseSecretsOptions {
  readonly wanted: (typeof SECRETS_CHOICES)[number];
  /** Where the encrypted file is, and what tells the keychain's entries of this clusterd from another's. */
  readonly directory: string;
  /** null: beside the encrypted file. */
  readonly keyFile: string | null;
  /** The key of the encrypted file, if the environment has it. */
  readonly environmentKey: string | undefined;
  readonly log: Log;
  /** Path of the built keychain-process.ts. */
  readonly keychainProgram: string;
  /** Starts it in a process of its own. */
  readonly startChild: StartChild;
}

/** For each call. */
const LIMIT_MS = 2_000;
/** Long enough to type the password that the keychain asks for. */
const PATIENT_LIMIT_MS = 30_000;

/** clusterd's store of secrets. @throws StartRefused */
export async function chooseSecrets(options: ChooseSecretsOptions): Promise<Secrets> {
  const { directory, log } = options;
  const keyFile = options.keyFile ?? join(directory, 'secrets.key');
  const { quick, patient } = keytarsOf(options);
  return openMovableSecrets({
    ...options,
    keyFile,
    file: join(directory, 'secrets.json'),
    placeFile: join(directory, 'secrets.place.json'),
    // Before there was such a record, whoever had no key for a file had used the keychain.
    inKeychain: (await isThere(join(directory, 'keychain.id'))) && !(await isThere(keyFile)) && !options.environmentKey,
    async openKeychain(mayWait) {
      const scope = await keychainScope(directory);
      const asked = mayWait ? patient : quick;
      await tryKeychain(createKeychain(scope.id, asked));
      await copyEntries(directory, scope, quick, log);
      return createKeychain(scope.id, quick);
    },
  });
}

/** What the keychain's entries of the application itself begin with. */
const APP_SCOPE = 'elektra-web-app';

/** The same for what the application keeps besides clusterd's, such as the token of a remote one; `directory` may be used by nobody else. @throws StartRefused */
export async function openAppSecrets(options: ChooseSecretsOptions): Promise<Secrets> {
  const { directory } = options;
  const { quick, patient } = keytarsOf(options);
  return openMovableSecrets({
    ...options,
    keyFile: options.keyFile ?? join(directory, 'app-secrets.key'),
    file: join(directory, 'app-secrets.json'),
    placeFile: join(directory, 'app-secrets.place.json'),
    inKeychain: false,
    async openKeychain(mayWait) {
      await tryKeychain(createKeychain(APP_SCOPE, mayWait ? patient : quick));
      return createKeychain(APP_SCOPE, quick);
    },
  });
}

function keytarsOf({ keychainProgram, startChild }: ChooseSecretsOptions) {
  const keytar = (limitMs: number) => createRemoteKeytar({ program: keychainProgram, startChild, limitMs });
  return { quick: keytar(LIMIT_MS), patient: keytar(PATIENT_LIMIT_MS) };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw new StartRefused(`${file} cannot be read (${error.code}).`, { cause: error });
    },
  );
}
