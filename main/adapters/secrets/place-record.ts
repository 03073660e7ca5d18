import { readFile } from 'node:fs/promises';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';

interface Place {
  readonly format: 1;
  /** What a person has chosen; null: the keychain if it can be used. */
  readonly wish: 'keychain' | 'file' | null;
  /** Whether the keychain may hold secrets, so that one which is not in the file may be there. Noted before the first one goes there. */
  readonly inKeychain: boolean;
}

/** What has to be known of the two stores when one of them cannot be asked. */
export interface PlaceRecord {
  current(): Place;
  /** It survives a crash from then on. */
  update(change: Partial<Omit<Place, 'format'>>): Promise<void>;
}

/** @param inKeychain what holds where there is no record yet. @throws StartRefused */
export async function openPlaceRecord(file: string, inKeychain: boolean): Promise<PlaceRecord> {
  let current: Place = (await readPlace(file)) ?? { format: 1, wish: null, inKeychain };
  return {
    current: () => current,
    async update(change) {
      const next = { ...current, ...change };
      if (next.wish === current.wish && next.inKeychain === current.inKeychain) return;
      await writeFileAtomically(file, `${JSON.stringify(next)}\n`);
      current = next;
    },
  };
}

async function readPlace(file: string): Promise<Place | null> {
  try {
    return placeOf(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartRefused(
      `${file} cannot be read, or was written by a newer version of Elektra Web. Restore it from a backup, or write {"format":1,"wish":null,"inKeychain":true} into it.`,
      { cause },
    );
  }
}

function placeOf(content: unknown): Place {
  const { format, wish, inKeychain } = content as Readonly<Record<string, unknown>>;
  const isWish = wish === null || wish === 'keychain' || wish === 'file';
  if (format !== 1 || !isWish || typeof inKeychain !== 'boolean') throw new Error('It is no record of a place.');
  return { format, wish, inKeychain };
}
