import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listChanges, listOf } from './metadata-list.ts';
import { METADATA_KINDS } from './metadata-kinds.ts';
import { kindOf, metadataRows } from './metadata-rows.ts';

const known = METADATA_KINDS.flatMap(({ parts }) => parts.map(({ metakey }) => metakey));
const metakey = fc.oneof(
  fc.constantFrom(...known, 'check/enum/#0', 'see/#_10', 'x-owner', 'check/enum/#x'),
  fc.string(),
);

describe('the rows of metadata', () => {
  it('hold every metakey, known or not, exactly once', () => {
    fc.assert(
      fc.property(fc.dictionary(metakey, fc.string(), { noNullPrototype: true }), (meta) => {
        const shown = metadataRows(meta, {}).flatMap(({ metakeys }) => metakeys);
        expect([...shown].sort()).toEqual(Object.keys(meta).sort());
      }),
    );
  });

  it('know each metakey as one thing only', () => {
    expect(new Set(known).size).toBe(known.length);
    expect(new Set(METADATA_KINDS.map(({ id }) => id)).size).toBe(METADATA_KINDS.length);
    expect(['check/enum/#_10', 'check/enum/#x', 'comment/#0/start'].map((name) => kindOf(name)?.id)).toEqual([
      'enumeration',
      undefined,
      undefined,
    ]);
  });

  it('say what was done with them', () => {
    const rows = metadataRows(
      { type: 'short', order: '1', 'x-a': '', 'x-b': '' },
      { order: '2', 'x-a': null, 'check/range': '1-2' },
    );
    expect(Object.fromEntries(rows.map(({ id, status }) => [id, status]))).toEqual({
      type: 'same',
      range: 'added',
      order: 'edited',
      'meta:/x-a': 'removed',
      'meta:/x-b': 'same',
    });
  });
});

describe('a list in metadata', () => {
  it('reads as it was written, with nothing left of the one before', () => {
    const lists = fc.array(fc.string(), { maxLength: 12 });
    const written = (meta: Record<string, string>, list: readonly string[]) =>
      Object.fromEntries(
        Object.entries({ ...meta, ...listChanges(meta, 'see', list) }).filter(
          (entry): entry is [string, string] => entry[1] !== null,
        ),
      );
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const meta = written(written({}, before), after);
        expect(listOf(meta, 'see')).toEqual(after);
        expect(Object.keys(meta)).toHaveLength(after.length + 1);
      }),
    );
  });
});
