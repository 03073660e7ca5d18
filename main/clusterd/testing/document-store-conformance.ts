import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document, DocumentStore } from '../ports.ts';
import { byId } from './by-id.ts';
import { arbitraryDocument, arbitraryStoreCommands } from './document-store-commands.ts';

/** One store under test, new and empty. */
export interface StoreUnderTest {
  readonly store: DocumentStore;
  /** A second store over the same data; the first is closed before it is called. */
  reopen(): Promise<DocumentStore>;
  /** Removes the data. */
  discard(): Promise<void>;
}

/** What every DocumentStore does, whatever it is made of. */
export function describeDocumentStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a document store`, () => {
    let subject: StoreUnderTest;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(async () => {
      await subject.discard();
    });

    const reopened = async (): Promise<readonly Document[]> => {
      await subject.store.close();
      const again = await subject.reopen();
      const documents = await again.all();
      await again.close();
      return byId(documents);
    };

    it('starts empty', async () => {
      expect(await subject.store.all()).toEqual([]);
      expect(await reopened()).toEqual([]);
    });

    it('keeps the last put of an id, and forgets what is removed', async () => {
      await subject.store.put({ _id: 'instance/a', host: 'http://a:33333' });
      await subject.store.put({ _id: 'instance/b', host: 'http://b:33333', tags: ['x'] });
      await subject.store.put({ _id: 'instance/b', host: 'http://c:33333' });
      await subject.store.put({ _id: 'instance/d', host: 'http://d:33333' });
      await subject.store.remove('instance/d');
      await subject.store.remove('instance/never');
      const expected = [
        { _id: 'instance/a', host: 'http://a:33333' },
        { _id: 'instance/b', host: 'http://c:33333' },
      ];
      expect(byId(await subject.store.all())).toEqual(expected);
      expect(await reopened()).toEqual(expected);
    });

    it('finds one document, or that there is none', async () => {
      await subject.store.put({ _id: 'x/1', 'a.b': { $c: 1 } });
      const changed = subject.store.put({ _id: 'x/1', 'a.b': { $c: 2 } });
      expect(await subject.store.get('x/1')).toEqual({ _id: 'x/1', 'a.b': { $c: 2 } });
      await changed;
      expect(await subject.store.get('x/2')).toBeNull();
      await subject.store.remove('x/1');
      expect(await subject.store.get('x/1')).toBeNull();
    });

    it('takes concurrent calls in the order they are made', async () => {
      const { store } = subject;
      const calls = Array.from({ length: 200 }, (_, n) =>
        n % 5 === 4 ? store.remove(`x/${n % 7}`) : store.put({ _id: `x/${n % 7}`, n }),
      );
      const between = store.all();
      const after = store.put({ _id: 'x/after' });
      await Promise.all([...calls, between, after]);
      const expected = new Map<string, Document>();
      for (let n = 0; n < 200; n += 1) {
        if (n % 5 === 4) expected.delete(`x/${n % 7}`);
        else expected.set(`x/${n % 7}`, { _id: `x/${n % 7}`, n });
      }
      expect(byId(await between)).toEqual(byId([...expected.values()]));
      expect(await reopened()).toEqual(byId([...expected.values(), { _id: 'x/after' }]));
    });

    it('keeps a copy of what goes in, and gives a copy out', async () => {
      const tags = ['before'];
      const putting = subject.store.put({ _id: 'x/1', tags, nested: { tags } });
      tags.push('after');
      await putting;
      const [first] = await subject.store.all();
      expect(first).toEqual({ _id: 'x/1', tags: ['before'], nested: { tags: ['before'] } });
      (first?.tags as string[]).push('outside');
      expect(await subject.store.all()).toEqual([{ _id: 'x/1', tags: ['before'], nested: { tags: ['before'] } }]);
    });

    it('replaces everything at once', async () => {
      await subject.store.put({ _id: 'old/1' });
      await subject.store.put({ _id: 'both/1', n: 1 });
      await subject.store.replaceAll([{ _id: 'both/1', n: 2 }, { _id: 'new/1' }, { _id: 'both/1', n: 3 }]);
      await subject.store.put({ _id: 'later/1' });
      const expected = [{ _id: 'both/1', n: 3 }, { _id: 'later/1' }, { _id: 'new/1' }];
      expect(byId(await subject.store.all())).toEqual(expected);
      expect(await reopened()).toEqual(expected);
    });

    it('can be emptied by replacing', async () => {
      await subject.store.put({ _id: 'old/1' });
      await subject.store.replaceAll([]);
      expect(await subject.store.all()).toEqual([]);
      expect(await reopened()).toEqual([]);
    });

    it('finishes what was asked for before it closes, and nothing afterwards', async () => {
      const putting = subject.store.put({ _id: 'x/1' });
      await subject.store.close();
      await putting;
      await expect(subject.store.put({ _id: 'x/2' })).rejects.toThrow('closed');
      await expect(subject.store.remove('x/1')).rejects.toThrow('closed');
      await expect(subject.store.replaceAll([])).rejects.toThrow('closed');
      await expect(subject.store.all()).rejects.toThrow('closed');
      await expect(subject.store.get('x/1')).rejects.toThrow('closed');
      const again = await subject.reopen();
      expect(await again.all()).toEqual([{ _id: 'x/1' }]);
      await again.close();
    });

    it('gives back any JSON as it was', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryDocument, { maxLength: 5 }), async (documents) => {
          await subject.store.replaceAll([]);
          for (const document of documents) await subject.store.put(document);
          const expected = byId([...new Map(documents.map((document) => [document._id, document])).values()]);
          expect(byId(await subject.store.all())).toEqual(expected);
          await subject.store.close();
          const again = await subject.reopen();
          expect(byId(await again.all())).toEqual(expected);
          subject = { ...subject, store: again };
        }),
        { numRuns: 40 },
      );
    });

    it('behaves like a map, over any calls and reopenings', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryStoreCommands, async (commands) => {
          const run = await create();
          try {
            await fc.asyncModelRun(
              () => ({ model: { documents: new Map<string, Document>() }, real: { ...run } }),
              commands,
            );
          } finally {
            await run.discard();
          }
        }),
        { numRuns: 30 },
      );
    });
  });
}
