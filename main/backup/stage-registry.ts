import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { readDataFile, writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { createSealing, SEALING_KEY } from '../adapters/secrets/create-sealing.ts';
import type { Document } from '../clusterd/ports.ts';
import type { Seal } from '../clusterd/ports/sealing.ts';
import { namedSecrets } from '../clusterd/registry-image/named-secrets.ts';
import { restored } from '../clusterd/registry-image/restored.ts';
import { withoutSealed } from '../clusterd/registry-image/without-sealed.ts';
import type { BackupToTake, Stage, Staged, WorkHost } from './backup-work.ts';

/**
 * Writes the registry of a backup as another clusterd goes on with it. Values that were sealed with the key of the backup are sealed with the one that is
 * in the store of secrets: the registry that is replaced needs that until the last moment.
 */
export async function stageRegistry(
  { path, id, at, replaced }: Stage,
  { documents, secrets }: BackupToTake,
  host: WorkHost,
): Promise<Staged> {
  const keyNow = await host.secret(SEALING_KEY);
  const keyThen = secrets.get(SEALING_KEY) ?? keyNow;
  const [sealNow, sealThen] = [await sealWith(keyNow ?? keyThen), await sealWith(keyThen)];
  const heir = restored(documents, { id, at, replaced: await readReplaced(replaced) });
  const kept = withoutSealed(heir, (sealed) => {
    const text = sealThen?.unseal(sealed) ?? null;
    if (text === null) return null;
    return keyNow === null || keyNow === keyThen ? sealed : (sealNow?.seal(text) ?? null);
  });
  await writeDataFile(path, kept.documents);
  const needed = namedSecrets(kept.documents, SEALING_KEY);
  const given = [...secrets].filter(([name]) => needed.includes(name) && !(name === SEALING_KEY && keyNow !== null));
  const missing: string[] = [];
  for (const name of needed) {
    // A key that is missing is made when it is needed; what needed the old one is lost already.
    if (name === SEALING_KEY || secrets.has(name)) continue;
    if ((await host.secret(name)) === null) missing.push(name);
  }
  return { secrets: given, missing, lost: kept.lost };
}

/** What is put aside may be damaged; then nobody knows whose it was. */
async function readReplaced(path: string): Promise<readonly Document[]> {
  try {
    return (await readDataFile(path)) ?? [];
  } catch (error) {
    if (error instanceof StartRefused) return [];
    throw error;
  }
}

/** null: there is no key, or it is none. */
async function sealWith(key: string | null): Promise<Seal | null> {
  if (key === null) return null;
  try {
    return await createSealing({ get: async () => key, set: async () => undefined }).ready();
  } catch (error) {
    if (isElektraError(error)) return null;
    throw error;
  }
}
