import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { SecretStore } from '../../clusterd/ports/secrets.ts';
import { syncDirectory, writeFileAtomically } from '../../platform/atomic-file.ts';
import { keyMark, seal, unseal } from './sealed.ts';
import { KEY_VARIABLE, makeSecretsKey, readSecretsKey } from './secrets-key.ts';

interface EncryptedFileOptions {
  readonly file: string;
  readonly keyFile: string;
  /** What `ELEKTRA_WEB_SECRETS_KEY` holds; it goes before the key file. */
  readonly environmentKey: string | undefined;
}

/** null: removed, and not to be looked for elsewhere either. */
export type FileEntries = ReadonlyMap<string, string | null>;

export interface EncryptedFile extends SecretStore {
  /** Where its key comes from: `environment`, or the path of the key file. */
  readonly keyOrigin: string;
  entries(): Promise<FileEntries>;
  /** All of it or nothing, also over a crash. A file without entries goes. */
  change(edit: (entries: Map<string, string | null>) => void): Promise<void>;
}

const FORMAT = 1;

/**
 * Secrets in one file, encrypted as a whole with AES-256-GCM. Nothing decrypted is kept: each call reads the file. The key comes from the environment
 * or from a file readable by its owner only, which is made when there is neither a key nor anything encrypted.
 * @throws StartRefused when key and file do not fit together; nothing is overwritten then.
 */
export async function openEncryptedFile(options: EncryptedFileOptions): Promise<EncryptedFile> {
  const { file, keyFile, environmentKey } = options;
  const isThere = (await readText(file)) !== null;
  const found = await readSecretsKey({ file: keyFile, fromEnvironment: environmentKey });
  if (found === null && isThere) throw new StartRefused(keyMissing(file, keyFile));
  const { key, origin } = found ?? (await makeSecretsKey(keyFile));
  // Always the same name: what a crash has cut off may hold what is removed by now, and goes.
  const unfinished = `${file}.new`;
  let last: Promise<unknown> = Promise.resolve();

  /** @throws Unreadable */
  async function read(): Promise<FileEntries> {
    const text = await readText(file);
    return text === null ? new Map<string, string | null>() : entriesOf(text, key, file);
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work, work).catch((error: unknown) => {
      throw storageFailed(error, file);
    });
    last = run.catch(() => undefined);
    return run;
  }

  async function write(entries: FileEntries): Promise<void> {
    if (entries.size === 0) {
      await rm(file, { force: true });
      return syncDirectory(dirname(file));
    }
    const content = { format: FORMAT, key: keyMark(key), sealed: seal(key, JSON.stringify([...entries])) };
    await writeFileAtomically(file, `${JSON.stringify(content)}\n`, { mode: 0o600, beside: unfinished });
  }

  await read().catch((error: unknown) => {
    throw error instanceof Unreadable ? new StartRefused(error.message, { cause: error }) : error;
  });
  await rm(unfinished, { force: true });
  function change(edit: (entries: Map<string, string | null>) => void): Promise<void> {
    return inTurn(async () => {
      const before = await read();
      const entries = new Map(before);
      edit(entries);
      const isSame =
        entries.size === before.size && [...entries].every(([name, secret]) => before.get(name) === secret);
      if (!isSame) await write(entries);
    });
  }

  return {
    keyOrigin: origin,
    entries: () => inTurn(read),
    change,
    get: (name) => inTurn(async () => (await read()).get(name) ?? null),
    set: (name, secret) => change((entries) => void entries.set(name, secret)),
    remove: (name) => change((entries) => void entries.delete(name)),
    names: () => inTurn(async () => [...(await read())].flatMap(([name, secret]) => (secret === null ? [] : [name]))),
  };
}

class Unreadable extends Error {}

function entriesOf(text: string, key: Buffer, file: string): FileEntries {
  const { format, mark, sealed } = contentOf(text);
  if (typeof format === 'number' && format > FORMAT) {
    throw new Unreadable(
      `${file} was written by a newer version of Elektra Web. Nothing was changed. Install that version.`,
    );
  }
  if (format !== FORMAT || typeof sealed !== 'string') throw new Unreadable(damaged(file));
  if (mark !== keyMark(key)) {
    throw new Unreadable(
      `${file} is encrypted with another key. Nothing was changed. Give the key it was made with (${KEY_VARIABLE}, or the key file), or ${startAnew(file)}`,
    );
  }
  const opened = unseal(key, sealed);
  if (opened === null) throw new Unreadable(damaged(file));
  return new Map(JSON.parse(opened) as [string, string | null][]);
}

function contentOf(text: string): { readonly format: unknown; readonly mark: unknown; readonly sealed: unknown } {
  try {
    const { format, key, sealed } = JSON.parse(text) as Record<string, unknown>;
    return { format, mark: key, sealed };
  } catch {
    // Cut or overwritten; the caller says that the file is damaged.
    return { format: undefined, mark: undefined, sealed: undefined };
  }
}

function damaged(file: string): string {
  return `${file} is damaged. Nothing was changed. Restore it from a backup, or ${startAnew(file)}`;
}

function keyMissing(file: string, keyFile: string): string {
  return `The key of ${file} is missing: ${keyFile} is not there and ${KEY_VARIABLE} is not set. Restore it, or ${startAnew(file)}`;
}

function startAnew(file: string): string {
  return `move ${file} away and enter the credentials of the instances again.`;
}

function storageFailed(error: unknown, file: string): ElektraError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason =
    error instanceof Unreadable ? error.message : `${file} cannot be read or written (${code || String(error)}).`;
  return new ElektraError('STORAGE_FAILED', reason, { data: { reason }, cause: error });
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
