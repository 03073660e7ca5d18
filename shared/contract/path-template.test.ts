import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOfPath, fillPath, parsePath } from './path-template.ts';

const path = '/api/instances/:id/kdb/*key';

describe('a path', () => {
  it('has fixed pieces, segments and a rest', () => {
    expect(parsePath(path)).toEqual([
      { kind: 'text', text: 'api' },
      { kind: 'text', text: 'instances' },
      { kind: 'segment', field: 'id' },
      { kind: 'text', text: 'kdb' },
      { kind: 'rest', field: 'key' },
    ]);
    expect(fieldsOfPath(path)).toEqual(['id', 'key']);
  });

  it('has a rest at its end only', () => {
    expect(() => parsePath('/a/*b/c')).toThrow('stands at the end');
  });
});

describe('a filled path', () => {
  it('holds each field as one segment', () => {
    expect(fillPath(parsePath(path), { id: 'web 1', key: 'user:/a\\/b/%' })).toBe(
      '/api/instances/web%201/kdb/user%3A%2Fa%5C%2Fb%2F%25',
    );
  });

  it('is what a URL parser leaves as it is, and decodes to the fields', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('.', '/', '%', '\\', '2', 'e', '\t', '\n'), fc.string()) });
    fc.assert(
      fc.property(text, text, (id, key) => {
        const filled = fillPath(parsePath(path), { id, key });
        const sendable = [id, key].every((each) => !['', '.', '..'].includes(each) && !/\p{Surrogate}/u.test(each));
        if (!sendable) {
          expect(filled).toBeNull();
          return;
        }
        const parsed = new URL(`http://host${filled}`).pathname.split('/');
        expect(parsed).toHaveLength(6);
        expect([parsed[3], parsed[5]].map((segment) => decodeURIComponent(segment ?? ''))).toEqual([id, key]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([undefined, null, '', '.', '..', '\ud800', {}, true])('is none when a field is %j', (key) => {
    expect(fillPath(parsePath(path), { id: 'a', key })).toBeNull();
  });
});
