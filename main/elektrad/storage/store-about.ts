import { randomBytes } from 'node:crypto';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { commit, type LmdbFile } from './lmdb-file.ts';

/** Raised when an older program would misread what is written. */
const SCHEMA = 1;

/** No name: it has no namespace. */
const ABOUT_KEY = 'about';

/** The id of the store, made on first use. @throws StartRefused, with nothing changed, for data of a newer version or of another program. */
export async function openAbout(file: LmdbFile, path: string): Promise<string> {
  const about = file.get(ABOUT_KEY);
  if (about === undefined) {
    if (!isEmpty(file)) throw new StartRefused(foreignSentence(path));
    const id = randomBytes(16).toString('base64url');
    await commit(file, () => void file.put(ABOUT_KEY, { schema: SCHEMA, id }));
    return id;
  }
  const { schema, id } = about as { readonly schema?: unknown; readonly id?: unknown };
  if (typeof schema !== 'number' || typeof id !== 'string') throw new StartRefused(foreignSentence(path));
  if (schema > SCHEMA) {
    throw new StartRefused(
      `The key store ${path} was written by a newer version (schema ${schema}, this program knows ${SCHEMA}). It was left as it is: start the newer version.`,
    );
  }
  return id;
}

function isEmpty(file: LmdbFile): boolean {
  for (const _key of file.getKeys({ limit: 1 })) return false;
  return true;
}

function foreignSentence(path: string): string {
  return `${path} is not a key store of Elektra Web. Move it away, or choose another directory.`;
}
