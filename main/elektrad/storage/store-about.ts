import { randomBytes } from 'node:crypto';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { commit, type LmdbFile } from './lmdb-file.ts';

/** What a store says of itself. */
export interface StoreAbout {
  /** Of the store, whatever its address; made on first use. */
  readonly id: string;
  /** In the name of its journal: one that lies beside an older content of the store is never taken for that of a newer one. */
  readonly journal: string;
}

/** Raised when an older program would misread what is written. 2: the journal has a name of its own, and changes of several lines. */
const SCHEMA = 2;

/** No name: it has no namespace. */
export const ABOUT_KEY = 'about';

/** What it takes from each schema to the next one. Each step may be done again, as when it was interrupted. */
const STEPS: Readonly<Record<number, (about: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>> =
  {
    1: (about) => ({ ...about, schema: 2, journal: about['id'] }),
  };

/**
 * What the store says of itself; an older one is brought to this version's schema.
 * @throws StartRefused, with nothing changed, for data of a newer version or of another program
 */
export async function openAbout(file: LmdbFile, path: string): Promise<StoreAbout> {
  const stored = file.get(ABOUT_KEY);
  if (stored === undefined) {
    if (!isEmpty(file)) throw new StartRefused(foreignSentence(path));
    const about = { id: randomName(), journal: randomName() };
    await writeAbout(file, about);
    return about;
  }
  const about = readAbout(stored, path);
  if ((stored as { readonly schema: number }).schema < SCHEMA) await writeAbout(file, about);
  return about;
}

/** As the store would be after it was opened. @throws StartRefused */
export function readAbout(stored: unknown, path: string): StoreAbout {
  let about = Object(stored) as Readonly<Record<string, unknown>>;
  if (typeof about['schema'] !== 'number') throw new StartRefused(foreignSentence(path));
  if (about['schema'] > SCHEMA) {
    throw new StartRefused(
      `The key store ${path} was written by a newer version (schema ${about['schema']}, this program knows ${SCHEMA}). It was left as it is: start the newer version.`,
    );
  }
  for (let step = STEPS[Number(about['schema'])]; step !== undefined; step = STEPS[Number(about['schema'])]) {
    about = step(about);
  }
  const { id, journal } = about;
  if (typeof id !== 'string' || typeof journal !== 'string') throw new StartRefused(foreignSentence(path));
  return { id, journal };
}

/** In a transaction of its own. */
export async function writeAbout(file: LmdbFile, about: StoreAbout): Promise<void> {
  await commit(file, () => void file.put(ABOUT_KEY, { schema: SCHEMA, ...about }));
}

export function randomName(): string {
  return randomBytes(16).toString('base64url');
}

function isEmpty(file: LmdbFile): boolean {
  for (const _key of file.getKeys({ limit: 1 })) return false;
  return true;
}

function foreignSentence(path: string): string {
  return `${path} is not a key store of Elektra Web. Move it away, or choose another directory.`;
}
