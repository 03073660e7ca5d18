import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Document, DocumentStore } from '../ports.ts';

export interface MemoryDocumentStore extends DocumentStore {
  /** The next call that writes is rejected with STORAGE_FAILED and changes nothing; called twice: the next two. */
  failNextWrite(): void;
  /** A store over what this one holds, like opening a file again. */
  reopen(): MemoryDocumentStore;
}

/** Holds each document as the JSON text of it, so that what comes out is what a file would give back. */
export function createMemoryDocumentStore(
  kept: Map<string, string> = new Map<string, string>(),
  documents: readonly Document[] = [],
): MemoryDocumentStore {
  let failures = 0;
  let closed = false;

  const check = (): void => {
    if (closed) throw new Error('The store is closed.');
  };
  const checkWrite = (): void => {
    check();
    if (failures === 0) return;
    failures -= 1;
    throw new ElektraError('STORAGE_FAILED', undefined, { data: { reason: 'The test asked for it.' } });
  };
  const keep = (document: Document): void => {
    kept.set(document._id, JSON.stringify(document));
  };
  documents.forEach(keep);

  return {
    async all() {
      check();
      return [...kept.values()].map((text) => JSON.parse(text) as Document);
    },
    async get(id) {
      check();
      const text = kept.get(id);
      return text === undefined ? null : (JSON.parse(text) as Document);
    },
    async put(document) {
      checkWrite();
      keep(document);
    },
    async remove(id) {
      checkWrite();
      kept.delete(id);
    },
    async replaceAll(replacement) {
      checkWrite();
      kept.clear();
      replacement.forEach(keep);
    },
    async close() {
      closed = true;
    },
    failNextWrite() {
      failures += 1;
    },
    reopen: () => createMemoryDocumentStore(kept),
  };
}
