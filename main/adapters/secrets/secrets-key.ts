import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { syncDirectory, writeFileAtomically } from '../../platform/atomic-file.ts';
import { KEY_BYTES } from './sealed.ts';

/** The environment variable with the key itself, for machines that get their secrets from elsewhere. */
export const KEY_VARIABLE = 'ELEKTRA_WEB_SECRETS_KEY';

/** What a file system without links says. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
const HOW_TO_MAKE = 'openssl rand -base64 32';

export interface SecretsKey {
  readonly key: Buffer;
  /** `environment`, or the path of the key file. */
  readonly origin: string;
}

interface KeySource {
  readonly file: string;
  /** What the environment variable holds. */
  readonly fromEnvironment: string | undefined;
}

/** The key that is there, or null. @throws StartRefused when it is no key, or one that others can read. */
export async function readSecretsKey({ file, fromEnvironment }: KeySource): Promise<SecretsKey | null> {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    const key = keyOf(fromEnvironment);
    if (key !== null) return { key, origin: 'environment' };
    throw new StartRefused(
      `${KEY_VARIABLE} does not hold a key: 32 bytes in base64 are wanted, like those of ${HOW_TO_MAKE}.`,
    );
  }
  const text = await readPrivate(file);
  if (text === null) return null;
  const key = keyOf(text);
  if (key !== null) return { key, origin: file };
  throw new StartRefused(
    `${file} does not hold a key: 32 bytes in base64 are wanted, like those of ${HOW_TO_MAKE}. Restore it from a backup.`,
  );
}

/** A fresh key in this file, readable to its owner alone; of two who make it at once both get the one that was first. @throws StartRefused */
export async function makeSecretsKey(file: string): Promise<SecretsKey> {
  const made = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFileAtomically(made, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 });
    await giveName(made, file);
    await syncDirectory(dirname(file));
  } catch (cause) {
    await rm(made, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartRefused(`The key of the secrets cannot be written: ${file} (${code}).`, { cause });
  }
  const key = await readSecretsKey({ file, fromEnvironment: undefined });
  if (key === null) throw new StartRefused(`The key of the secrets has just been removed: ${file}. Start again.`);
  return key;
}

/** As a link, because a rename would replace a key that another has begun to use; where there are no links, by a rename. */
async function giveName(made: string, file: string): Promise<void> {
  try {
    await link(made, file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (NO_LINKS.includes(code)) return rename(made, file);
    if (code !== 'EEXIST') throw error;
  }
  await rm(made);
}

/** Base64 or base64url; that of other lengths or with other characters is refused rather than guessed at. */
function keyOf(text: string): Buffer | null {
  const plain = text.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  const key = Buffer.from(plain, 'base64');
  const isWhole = key.toString('base64').replace(/=+$/, '') === plain;
  return isWhole && key.length === KEY_BYTES ? key : null;
}

async function readPrivate(file: string): Promise<string | null> {
  try {
    const { mode, uid } = await stat(file);
    // Windows keeps other permissions (and has no ids), and the profile's folder is its owner's there.
    const self = process.getuid?.();
    if (self !== undefined && uid !== self && uid !== 0) {
      throw new StartRefused(`The key of the secrets belongs to somebody else: ${file} (user ${uid}).`);
    }
    if (self !== undefined && (mode & 0o077) !== 0) {
      throw new StartRefused(
        `The key of the secrets can be read by others: ${file} (mode ${(mode & 0o777).toString(8)}). If nobody had it, run: chmod 600 ${file}`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof StartRefused) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    throw new StartRefused(`The key of the secrets cannot be read: ${file} (${code}).`, { cause });
  }
}
