import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document, DocumentStore } from '../ports.ts';

/** The document that says which shape all others have. */
export const SCHEMA_ID = 'meta/schema';

/** Turns all documents of one version into those of the next. Pure. */
export type Upgrade = (documents: readonly Document[]) => readonly Document[];

/** `UPGRADES[n]` leads from version n + 1 to n + 2; a new step goes to the end, and none is ever changed. */
export const UPGRADES: readonly Upgrade[] = [
  nameCredentials,
  numberPlaces,
  markIdentities,
  rememberFormerIds,
  countParts,
];

/** What this program writes. */
export const CURRENT_SCHEMA = UPGRADES.length + 1;

/**
 * Brings a store to the newest schema and returns its documents without the schema's own. All steps take effect at once or not at all.
 * @throws StartRefused when the data is newer than this program, before anything is written.
 */
export async function upgradeStore(
  store: DocumentStore,
  upgrades: readonly Upgrade[] = UPGRADES,
): Promise<readonly Document[]> {
  const current = upgrades.length + 1;
  const documents = await store.all();
  if (documents.length === 0) {
    await store.put({ _id: SCHEMA_ID, version: current });
    return [];
  }
  const newest = upgraded(documents, upgrades);
  if (newest !== documents) await store.replaceAll(newest);
  return newest.filter(({ _id }) => _id !== SCHEMA_ID);
}

/** The documents of a whole registry, its schema's own included, in the newest schema; the same when they are. @throws StartRefused when they are newer */
export function upgraded(documents: readonly Document[], upgrades: readonly Upgrade[] = UPGRADES): readonly Document[] {
  const current = upgrades.length + 1;
  const version = versionOf(documents);
  if (version > current) {
    throw new StartRefused(
      `The data was written by a newer version of Elektra Web (schema ${version}, this one knows ${current}). Nothing was changed. Install that version or a later one.`,
    );
  }
  if (version === current) return documents;
  const data = documents.filter(({ _id }) => _id !== SCHEMA_ID);
  const inSteps = upgrades.slice(version - 1).reduce<readonly Document[]>((all, upgrade) => upgrade(all), data);
  return [{ _id: SCHEMA_ID, version: current }, ...inSteps];
}

/** @throws StartRefused when they do not say it */
export function versionOf(documents: readonly Document[]): number {
  const version = documents.find(({ _id }) => _id === SCHEMA_ID)?.['version'];
  if (typeof version === 'number' && Number.isInteger(version) && version > 0) return version;
  throw new StartRefused(
    'The registry does not say which schema its data has, so it was left untouched. Restore it from a backup, or start with an empty --data-dir.',
  );
}

/** Version 2: an instance names its credentials; before there were none. */
function nameCredentials(documents: readonly Document[]): readonly Document[] {
  return documents.map((document) => {
    if (!document._id.startsWith('instance/')) return document;
    const { hasCredentials: _none, ...instance } = document;
    return { ...instance, credentialsId: null };
  });
}

/** Version 3: an instance says since which change it is in its cluster. */
function numberPlaces(documents: readonly Document[]): readonly Document[] {
  return documents.map((document) =>
    document._id.startsWith('instance/') ? { ...document, clusterId: null, placedNumber: 0 } : document,
  );
}

/** Version 4: an instance says whose database it is; before nobody knew. */
function markIdentities(documents: readonly Document[]): readonly Document[] {
  const unknown = {
    identity: { state: 'unproven', owner: null, other: null },
    marker: { database: null, wanted: true, differsFrom: null },
  };
  return documents.map((document) => (document._id.startsWith('instance/') ? { ...document, ...unknown } : document));
}

/** Version 5: a registry may come from a backup of another clusterd; before none did. */
function rememberFormerIds(documents: readonly Document[]): readonly Document[] {
  return documents.map((document) => {
    if (document._id.startsWith('self/')) return { ...document, formerIds: [] };
    if (!document._id.startsWith('instance/')) return document;
    return { ...document, marker: { ...(document['marker'] as object), inherited: false } };
  });
}

/** Version 6: a change of clusters may be in parts; before none was. */
function countParts(documents: readonly Document[]): readonly Document[] {
  return documents.map((document) => (document['kind'] === 'cluster' ? { ...document, parts: 0 } : document));
}
