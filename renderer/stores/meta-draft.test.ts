import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conflictsOf,
  editedMeta,
  isStored,
  rebased,
  withChanges,
  withoutMetakeys,
  type MetaDraft,
  type Metakeys,
} from './meta-draft.ts';

const names = fc.constantFrom('a', 'b', 'c');
const metadata = fc.dictionary(names, fc.constantFrom('1', '2', ''), { noNullPrototype: true });
const edits = fc.dictionary(names, fc.constantFrom('1', '2', '', null), { minKeys: 1, noNullPrototype: true });

/** A draft as one sitting of editing makes it; null when nothing is left of it. */
function drafted(meta: Readonly<Record<string, string>>, steps: readonly Metakeys[]): MetaDraft | undefined {
  return steps.reduce<MetaDraft | undefined>((draft, step) => withChanges(draft, meta, step), undefined);
}

describe('edited metadata', () => {
  it('are what was stored with every edit in turn, and hold nothing that is stored already', () => {
    fc.assert(
      fc.property(metadata, fc.array(edits, { minLength: 1 }), (meta, steps) => {
        const draft = drafted(meta, steps);
        const wanted = Object.assign({}, meta, ...steps) as Metakeys;
        const expected = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
        expect(editedMeta(meta, draft)).toEqual(expected);
        for (const [name, value] of Object.entries(draft?.changes ?? {})) expect(meta[name] ?? null).not.toBe(value);
        expect(draft === undefined).toBe(isStored({ changes: wanted, base: {} }, meta));
      }),
    );
  });

  it('conflict exactly in what somebody else made something third of', () => {
    fc.assert(
      fc.property(metadata, metadata, edits, (before, after, edit) => {
        const draft = drafted(before, [edit]);
        if (draft === undefined) return;
        const third = Object.keys(draft.changes).filter(
          (name) => after[name] !== before[name] && (after[name] ?? null) !== draft.changes[name],
        );
        expect(conflictsOf(draft, after)).toEqual(third);
        expect(conflictsOf(rebased(draft, after), after)).toEqual([]);
        const rest = withoutMetakeys(draft, third);
        expect(rest === undefined ? [] : conflictsOf(rest, after)).toEqual([]);
      }),
    );
  });

  it('stay a decision while somebody else’s value stands in between', () => {
    const draft = withChanges({ changes: { a: 'mine' }, base: { a: 'old' } }, { a: 'theirs' }, { a: 'old' });
    expect(draft).toEqual({ changes: { a: 'old' }, base: { a: 'old' } });
  });
});
