import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Log } from '../../clusterd/ports.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import type { StartChild } from '../../platform/own-child.ts';
import { openEncryptedFile } from './encrypted-file.ts';
import { openKeychain } from './keychain.ts';
import { createRemoteKeytar } from './remote-keytar.ts';
import { keychainNotAsked, type NoKeychain } from './no-keychain.ts';

/** `auto`: the keychain when it answers in time, else the file. */
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

const LIMIT_MS = 2_000;

/**
 * The store of secrets that is in use until the end of this process. What an earlier start without a keychain has put into the file moves into the
 * keychain when there is one again. @throws StartRefused
 */
export async function chooseSecrets(options: ChooseSecretsOptions): Promise<Secrets> {
  const { wanted, log } = options;
  if (wanted === 'file') return openFile(options, keychainNotAsked());
  const keytar = createRemoteKeytar({
    program: options.keychainProgram,
    startChild: options.startChild,
    limitMs: LIMIT_MS,
  });
  const keychain = await openKeychain({ scope: await scopeOf(options.directory), keytar });
  if (keychain.ok) {
    await moveIn(keychain.secrets, options);
    return keychain.secrets;
  }
  const { reason, message, advice } = keychain.why;
  if (wanted === 'keychain') {
    throw new StartRefused(
      `The keychain cannot be used (${reason}): ${message}. ${advice} Or leave --secrets keychain out.`,
    );
  }
  const secrets = await openFile(options, keychain.why);
  log.info(
    { reason, message, file: secrets.state().place },
    'secrets are kept in an encrypted file, because the keychain cannot be used',
  );
  return secrets;
}

/** Each entry is in one of the two at every moment. What cannot be moved stays in the file and is tried again at the next start. */
async function moveIn(keychain: Secrets, options: ChooseSecretsOptions): Promise<void> {
  const file = fileOf(options.directory);
  if (!(await isThere(file))) return;
  try {
    const old = await openFile(options, null);
    const names = await old.names();
    for (const name of names) {
      const secret = await old.get(name);
      if (secret === null) continue;
      await keychain.set(name, secret);
      await old.remove(name);
    }
    await rm(file);
    options.log.info({ file, entries: names.length }, 'the secrets of the encrypted file are in the keychain now');
  } catch (error) {
    options.log.warn({ file, err: error }, 'the secrets of the encrypted file could not be moved into the keychain');
  }
}

function openFile(options: ChooseSecretsOptions, noKeychain: NoKeychain | null): Promise<Secrets> {
  const { directory, keyFile, environmentKey } = options;
  return openEncryptedFile({
    file: fileOf(directory),
    keyFile: keyFile ?? join(directory, 'secrets.key'),
    environmentKey,
    noKeychain,
  });
}

function fileOf(directory: string): string {
  return join(directory, 'secrets.json');
}

/** Made on first use. Not the path of the directory, which may be moved. */
async function scopeOf(directory: string): Promise<string> {
  const file = join(directory, 'keychain.id');
  const known = (await isThere(file)) ? (await readFile(file, 'utf8')).trim() : '';
  if (/^[\w-]{16}$/.test(known)) return known;
  const made = randomBytes(12).toString('base64url');
  await writeFileAtomically(file, `${made}\n`);
  return made;
}

async function isThere(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
