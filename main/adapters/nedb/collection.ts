import Datastore from 'nedb-promises';
import { escapeLineEnds, type StoredDocument } from './stored-document.ts';

/** The documents of one data file, in NeDB. A write is in memory and appended to the file when it resolves, but not yet on the disk. */
export interface Collection {
  all(): Promise<readonly StoredDocument[]>;
  /** Those of these ids that exist. */
  some(ids: readonly string[]): Promise<readonly StoredDocument[]>;
  put(document: StoredDocument): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Reads the file, and leaves it as it is. */
export async function loadCollection(path: string): Promise<Collection> {
  const database = Datastore.create({
    filename: path,
    autoload: false,
    corruptAlertThreshold: 0,
    afterSerialization: escapeLineEnds,
    beforeDeserialization: (line) => line,
  });
  // Loading ends with a rewrite of the whole file, which a full disk refuses; when to compact is decided in compaction.ts.
  Object.assign(database.persistence, { persistCachedDatabaseAsync: () => Promise.resolve() });
  await database.load();
  return {
    all: () => database.find<StoredDocument>({}),
    some: (ids) => database.find<StoredDocument>({ _id: { $in: ids } }),
    async put(document) {
      await database.update({ _id: document._id }, document, { upsert: true });
    },
    async remove(id) {
      await database.remove({ _id: id }, {});
    },
  };
}
