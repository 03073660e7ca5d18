import { resolve } from 'node:path';
import type { SecretStore } from '../clusterd/ports/secrets.ts';
import { openSecrets } from '../open-clusterd.ts';
import { createClosers } from '../closers.ts';
import { needsPassphrase } from '../backup/data-file-as-backup.ts';
import { readBackup } from '../backup/read-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { workHere } from '../backup/work-here.ts';
import { requireLong, writeBackup } from '../backup/write-backup.ts';
import { holdDirectory } from '../hold-directory.ts';
import { createSystemRandom } from '../platform/system-random.ts';
import { makeDirectory } from '../platform/paths.ts';
import { PRODUCT } from '../product.ts';
import { orRefuse } from '../refused.ts';
import { aboutText, restoredText, writtenText } from './backup-texts.ts';
import { openLog } from './open-log.ts';
import { passphraseFrom, terminalAsk } from './passphrase.ts';
import type {
  PassphraseOptions,
  RegistryBackupOptions,
  RegistryRestoreOptions,
  RegistrySecretsOptions,
} from './registry-backup-options.ts';
import { clusterdDirectory, secretsOptions } from './server-options.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** `elektra-web backup FILE`: the registry of one moment, also while clusterd runs. */
export async function runRegistryBackup(name: string, options: RegistryBackupOptions): Promise<void> {
  const [directory, file] = [clusterdDirectory(options), resolve(name)];
  const passphrase = await askFor(options, true);
  requireLong(passphrase);
  await finish(async (signal) => {
    const secrets = options.withSecrets ? await storeOf(directory, options) : null;
    const what = { directory, file, passphrase, secrets, product: PRODUCT, now: Date.now(), replace: options.force };
    say(writtenText(name, await writeBackup({ ...what, work: workHere, signal })));
  });
}

/** `elektra-web verify FILE`: reads the whole of it and says what is in it. */
export async function runRegistryVerify(name: string, options: PassphraseOptions): Promise<void> {
  const file = resolve(name);
  const passphrase = (await needsPassphrase(file)) ? await askFor(options, false) : null;
  await finish(async (signal) => {
    say(aboutText(name, await readBackup({ file, passphrase, work: workHere, signal })));
  });
}

/** `elektra-web restore FILE`: the registry of a backup in place, while clusterd is stopped. */
export async function runRegistryRestore(name: string, options: RegistryRestoreOptions): Promise<void> {
  const [directory, file] = [clusterdDirectory(options), resolve(name)];
  const passphrase = (await needsPassphrase(file)) ? await askFor(options, false) : null;
  const closers = createClosers();
  try {
    await orRefuse(makeDirectory(directory));
    await holdDirectory(directory, 'a restore', closers);
    await finish(async (signal) => {
      const secrets = await storeOf(directory, options);
      const heir = { id: createSystemRandom().id(), now: Date.now(), force: options.force };
      say(
        restoredText(
          name,
          await restoreBackup({ ...heir, directory, file, passphrase, secrets, work: workHere, signal }),
        ),
      );
    });
  } finally {
    await closers.close();
  }
}

function askFor({ passphraseFile }: PassphraseOptions, isNew: boolean): Promise<string> {
  return passphraseFrom({ file: passphraseFile, ask: terminalAsk(), environment: process.env }, isNew);
}

function storeOf(directory: string, options: RegistrySecretsOptions): Promise<SecretStore> {
  return openSecrets({ directory, secrets: secretsOptions(options) }, openLog(options));
}

async function finish(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const code = await untilInterrupted(async (signal) => {
    await act(signal);
    return 0;
  });
  if (code !== 0) process.exitCode = code;
}

function say(text: string): void {
  process.stdout.write(text);
}
