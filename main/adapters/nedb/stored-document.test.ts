import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDocument } from '../../clusterd/testing/document-store-commands.ts';
import { fromStored, lineOf, toStored } from './stored-document.ts';

describe('a document on its way to NeDB', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        expect(fromStored(toStored(document))).toEqual(document);
      }),
    );
  });

  it('has only field names that NeDB takes', () => {
    expect(toStored({ _id: 'x', 'a.b': 1, $set: { 'c%d': [{ '.': 2 }] }, e$: 3 })).toEqual({
      _id: 'x',
      'a%2Eb': 1,
      '%24set': { 'c%25d': [{ '%2E': 2 }] },
      e$: 3,
    });
    expect(JSON.stringify(toStored(JSON.parse('{"_id":"x","__proto__":1}') as { _id: string }))).toContain(
      '%5F_proto__',
    );
  });

  it('is what JSON is, so that memory and file hold the same', () => {
    expect(toStored({ _id: 'x', gone: undefined, at: new Date(0) })).toEqual({
      _id: 'x',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('is one line, for every reader of lines', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const line = lineOf(toStored(document));
        expect(line.slice(0, -1)).not.toMatch(/[\n\v\f\r\u0085\u2028\u2029]/);
        expect(JSON.parse(line)).toEqual(toStored(document));
      }),
    );
  });

  it.each(['', '__proto__'])('refuses the id %j', (id) => {
    expect(() => toStored({ _id: id })).toThrow(TypeError);
  });
});
