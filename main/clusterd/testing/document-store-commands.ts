import fc from 'fast-check';
import { expect } from 'vitest';
import type { Document, DocumentStore } from '../ports.ts';
import { byId } from './by-id.ts';

interface Model {
  documents: Map<string, Document>;
}

interface Real {
  store: DocumentStore;
  reopen(): Promise<DocumentStore>;
}

type Command = fc.AsyncCommand<Model, Real, false>;

/** Field names and texts that line-based files, query languages and prototypes stumble over. */
const trickyText = fc.oneof(
  fc.constantFrom('.', 'a.b', '$', '$$deleted', '$$date', '$set', '%', '%2E', '__proto__', 'constructor', 'toString'),
  fc.constantFrom('\n', '\r\n', '\u0085', '\u2028', '\u2029', '\v\f', '\u0000', '\ud800', ''),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    trickyText,
    fc.constantFrom(null, true, false, 0, 1, -1.5, 1e21),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const arbitraryId = fc.oneof(
  fc.constantFrom('a', 'b', 'instance/web-1', 'x/1.2', 'x/$y', 'x/\u2028'),
  fc.string({ minLength: 1, maxLength: 4 }).map((text) => `x/${text}`),
);

/** Any JSON object with an id, `__proto__` as an own field included. */
export const arbitraryDocument: fc.Arbitrary<Document> = fc
  .tuple(arbitraryId, fc.dictionary(trickyText, json, { maxKeys: 4, noNullPrototype: true }))
  .map(([_id, fields]) => Object.fromEntries([...Object.entries(fields), ['_id', _id]]) as Document);

async function expectSame(model: Model, real: Real): Promise<void> {
  expect(byId(await real.store.all())).toEqual(byId(model.documents.values()));
}

const putAll = (documents: readonly Document[]): Command => ({
  check: () => true,
  async run(model, real) {
    const puts = documents.map((document) => real.store.put(document));
    for (const document of documents) model.documents.set(document._id, document);
    await Promise.all(puts);
    await expectSame(model, real);
  },
  toString: () => `put ${JSON.stringify(documents)}`,
});

const remove = (id: string): Command => ({
  check: () => true,
  async run(model, real) {
    model.documents.delete(id);
    await real.store.remove(id);
    await expectSame(model, real);
  },
  toString: () => `remove ${id}`,
});

const replaceAll = (documents: readonly Document[]): Command => ({
  check: () => true,
  async run(model, real) {
    model.documents = new Map(documents.map((document) => [document._id, document]));
    await real.store.replaceAll(documents);
    await expectSame(model, real);
  },
  toString: () => `replaceAll ${JSON.stringify(documents)}`,
});

const reopen = (): Command => ({
  check: () => true,
  async run(model, real) {
    await real.store.close();
    real.store = await real.reopen();
    await expectSame(model, real);
  },
  toString: () => 'reopen',
});

export const arbitraryStoreCommands = fc.commands<Model, Real, false>(
  [
    fc.array(arbitraryDocument, { minLength: 1, maxLength: 4 }).map(putAll),
    arbitraryId.map(remove),
    fc.array(arbitraryDocument, { maxLength: 3 }).map(replaceAll),
    fc.constant(reopen()),
  ],
  { maxCommands: 12 },
);
