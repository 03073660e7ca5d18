import type { Readable } from 'node:stream';
import Datastore from 'nedb-promises';
import { escapeLineEnds, lineOf, type StoredDocument } from './stored-document.ts';

/** The documents of one data file, in NeDB. A write is in memory alone when it resolves; `takeLines` has what is to be appended to the file for it. */
export interface Collection {
  all(): readonly StoredDocument[];
  /** Those of these ids that exist. */
  some(ids: readonly string[]): Promise<readonly StoredDocument[]>;
  put(document: StoredDocument): Promise<void>;
  remove(id: string): Promise<void>;
  /** The lines of all writes since the last call. */
  takeLines(): string;
}

/** A method of NeDB's that the types of nedb-promises leave out. */
interface AllOfIt {
  getAllData(): StoredDocument[];
}

/** `documents`: what is in the file, which is left as it is. */
export async function loadCollection(path: string, documents: Iterable<StoredDocument>): Promise<Collection> {
  const database = Datastore.create({
    filename: path,
    autoload: false,
    corruptAlertThreshold: 0,
    afterSerialization: escapeLineEnds,
    beforeDeserialization: (line) => line,
  });
  let lines: string[] = [];
  Object.assign(database.persistence, {
    // Every line has been read and checked by then; NeDB's own reader takes four times as long for the same.
    async treatRawStreamAsync(stream: Readable) {
      stream.destroy();
      return { data: [...documents], indexes: {} };
    },
    // Loading ends with a rewrite of the whole file, which a full disk refuses; when to compact is decided in compaction.ts.
    persistCachedDatabaseAsync: () => Promise.resolve(),
    // NeDB opens, appends to and closes the file for each write: for hundreds in one go that takes longer than all else.
    async persistNewStateAsync(written: readonly StoredDocument[]) {
      for (const document of written) lines.push(lineOf(document));
    },
  });
  await database.load();
  return {
    // Not `find`, which copies what is never changed in place.
    all: () => (database as typeof database & AllOfIt).getAllData(),
    some: (ids) => database.find<StoredDocument>({ _id: { $in: ids } }),
    async put(document) {
      await database.update({ _id: document._id }, document, { upsert: true });
    },
    async remove(id) {
      await database.remove({ _id: id }, {});
    },
    takeLines() {
      const taken = lines.join('');
      lines = [];
      return taken;
    },
  };
}
