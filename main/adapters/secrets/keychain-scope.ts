import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../clusterd/ports.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { createKeychain } from './keychain.ts';
import type { Keytar } from 'keytar';

/** What tells the keychain's entries of one directory from another's. Not its path: a directory may be moved. */
export interface KeychainScope {
  readonly id: string;
  /** It was copied from a directory with this scope, and the entries have not been copied yet. */
  readonly copyOf: string | null;
}

const FILE = 'keychain.id';

/** Made on first use, and anew in a copy of the directory, which is another file to the file system. */
export async function keychainScope(directory: string): Promise<KeychainScope> {
  const [known, here] = await Promise.all([readScope(directory), inodeOf(directory)]);
  if (known !== null && known.inode === here) return known;
  const isCopy = known !== null && known.inode !== null;
  const scope = isCopy
    ? { id: newId(), copyOf: known.copyOf ?? known.id }
    : { id: known?.id ?? newId(), copyOf: known?.copyOf ?? null };
  await writeScope(directory, scope);
  return scope;
}

/** The entries of the original become a copy's own, so that neither of the two removes what the other needs. */
export async function copyEntries(directory: string, scope: KeychainScope, keytar: Keytar, log: Log): Promise<void> {
  if (scope.copyOf === null) return;
  const [original, own] = [createKeychain(scope.copyOf, keytar), createKeychain(scope.id, keytar)];
  const names = await original.names();
  for (const name of names) {
    const secret = await original.get(name);
    if (secret !== null && (await own.get(name)) === null) await own.set(name, secret);
  }
  await writeScope(directory, { id: scope.id, copyOf: null });
  log.info(
    { directory, entries: names.length, original: scope.copyOf, own: scope.id },
    'the data were copied from elsewhere: the secrets in the keychain were copied for them; those of the original stay',
  );
}

interface KnownScope extends KeychainScope {
  /** null: written by a version that did not note it. */
  readonly inode: string | null;
}

async function readScope(directory: string): Promise<KnownScope | null> {
  const text = await readFile(join(directory, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [id = '', inode, copyOf] = text.split('\n');
  return isId(id) ? { id, inode: inode || null, copyOf: copyOf !== undefined && isId(copyOf) ? copyOf : null } : null;
}

async function writeScope(directory: string, { id, copyOf }: KeychainScope): Promise<void> {
  const lines = [id, await inodeOf(directory), copyOf ?? ''];
  await writeFileAtomically(join(directory, FILE), `${lines.join('\n').trimEnd()}\n`);
}

async function inodeOf(directory: string): Promise<string> {
  return (await stat(directory, { bigint: true })).ino.toString();
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}

function isId(text: string): boolean {
  return /^[\w-]{16}$/.test(text);
}
