import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parentIndex, treeIntent } from './tree-grid-keys.ts';
import type { TreeKey } from './tree-grid-keys.ts';
import { relocateFocus } from './tree-grid-relocate.ts';
import type { TreeRow } from './tree-grid-row.ts';
import { actedOn, rangeIds, withToggled } from './tree-grid-selection.ts';
import { createTypeAhead } from './tree-grid-type-ahead.ts';
import { flatten } from './testing/tree-rows.ts';
import type { Branch } from './testing/tree-rows.ts';

const plain: Omit<TreeKey, 'key'> = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const press = (key: string, rows: readonly TreeRow[], index: number, more: Partial<TreeKey> = {}) =>
  treeIntent({ ...plain, key, ...more }, rows, index, 10);

const fleet: readonly Branch[] = [
  {
    id: 'production',
    open: true,
    children: [
      { id: 'europe', open: true, children: [{ id: 'fra' }, { id: 'ams' }] },
      { id: 'americas', children: [{ id: 'atl' }] },
    ],
  },
  { id: 'staging' },
];
const rows = flatten(fleet);
const at = (id: string) => rows.findIndex((row) => row.id === id);

describe('treeIntent', () => {
  it('goes in and out of branches', () => {
    expect(press('ArrowRight', rows, at('americas'))).toEqual({ kind: 'toggle', expanded: true });
    expect(press('ArrowRight', rows, at('europe'))).toEqual({ kind: 'focus', index: at('fra'), extend: false });
    expect(press('ArrowRight', rows, at('fra'))).toBeUndefined();
    expect(press('ArrowLeft', rows, at('europe'))).toEqual({ kind: 'toggle', expanded: false });
    expect(press('ArrowLeft', rows, at('ams'))).toEqual({ kind: 'focus', index: at('europe'), extend: false });
    expect(press('ArrowLeft', rows, at('staging'))).toBeUndefined();
  });

  it('leaves keys with Alt and unknown chords to others', () => {
    expect(press('ArrowDown', rows, 0, { altKey: true })).toBeUndefined();
    expect(press('k', rows, 0, { ctrlKey: true })).toBeUndefined();
    expect(press('C', rows, 0, { ctrlKey: true, shiftKey: true })).toBeUndefined();
    expect(press('Tab', rows, 0)).toBeUndefined();
  });

  it('knows what is done to rows', () => {
    const chords = ['c', 'x', 'v', 'D'].map((key) => press(key, rows, 0, { metaKey: true }));
    expect(chords).toEqual(['copy', 'cut', 'paste', 'duplicate'].map((act) => ({ kind: 'transfer', act })));
    const keys = ['Insert', 'F2', 'Delete', 'Escape'].map((key) => press(key, rows, 0));
    expect(keys).toEqual(['insert', 'rename', 'remove', 'leave'].map((act) => ({ kind: 'act', act })));
  });

  it('never asks for a row that is not there', () => {
    const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'ArrowLeft', 'ArrowRight');
    fc.assert(
      fc.property(key, fc.nat({ max: rows.length - 1 }), fc.boolean(), (name, index, ctrlKey) => {
        const intent = press(name, rows, index, { ctrlKey });
        expect(intent?.kind !== 'focus' || rows[intent.index] !== undefined).toBe(true);
      }),
    );
    expect(press('ArrowDown', [], 0)).toBeUndefined();
  });
});

describe('relocateFocus', () => {
  const without = (gone: string, branches: readonly Branch[]): readonly Branch[] =>
    branches
      .filter((branch) => branch.id !== gone)
      .map((branch) => ({ ...branch, children: without(gone, branch.children ?? []) }));
  const closed = (id: string, branches: readonly Branch[]): readonly Branch[] =>
    branches.map((branch) => ({
      ...branch,
      open: branch.id === id ? false : (branch.open ?? false),
      children: closed(id, branch.children ?? []),
    }));
  const idAfter = (focused: string, next: readonly Branch[]) => {
    const flat = flatten(next);
    return flat[relocateFocus(rows, at(focused), flat)]?.id;
  };

  it('stays on its row', () => {
    expect(idAfter('staging', closed('europe', fleet))).toBe('staging');
  });

  it('goes to the ancestor that was closed', () => {
    expect(idAfter('ams', closed('europe', fleet))).toBe('europe');
    expect(idAfter('ams', closed('production', fleet))).toBe('production');
  });

  it('goes to a sibling or the parent of what was removed', () => {
    expect(idAfter('fra', without('fra', fleet))).toBe('ams');
    expect(idAfter('ams', without('ams', fleet))).toBe('fra');
    expect(idAfter('americas', without('americas', fleet))).toBe('europe');
    expect(idAfter('staging', without('staging', fleet))).toBe('production');
  });

  it('finds a place in any other rows', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...rows.map((row) => row.id)));
    fc.assert(
      fc.property(fc.nat({ max: rows.length - 1 }), ids, (index, kept) => {
        const next = rows.filter((row) => kept.includes(row.id));
        const found = relocateFocus(rows, index, next);
        expect(next.length === 0 ? found === 0 : next[found] !== undefined).toBe(true);
      }),
    );
  });
});

describe('type-ahead', () => {
  it('finds the next label that begins with what was typed', () => {
    const typeAhead = createTypeAhead();
    expect(typeAhead.type('a', 0, rows, 0)).toBe(at('ams'));
    expect(typeAhead.type('m', 100, rows, at('ams'))).toBe(at('ams'));
    expect(typeAhead.type('e', 200, rows, at('ams'))).toBe(at('americas'));
    expect(typeAhead.type('x', 5000, rows, 0)).toBe(-1);
    expect(typeAhead.type('P', 10_000, rows, at('staging'))).toBe(0);
    typeAhead.end();
    expect(typeAhead.type('s', 10_100, rows, 0)).toBe(at('staging'));
  });

  it('walks on with the same letter, round the end', () => {
    const typeAhead = createTypeAhead();
    expect(typeAhead.type('a', 0, rows, 0)).toBe(at('ams'));
    expect(typeAhead.type('a', 100, rows, at('ams'))).toBe(at('americas'));
    expect(typeAhead.type('a', 200, rows, at('americas'))).toBe(at('ams'));
  });
});

describe('selection', () => {
  it('toggles, spans and acts on what is selected', () => {
    expect(withToggled(new Set(['fra']), 'ams')).toEqual(['fra', 'ams']);
    expect(withToggled(new Set(['fra', 'ams']), 'ams')).toEqual(['fra']);
    expect(withToggled(undefined, 'ams')).toEqual(['ams']);
    expect(rangeIds(rows, at('ams'), at('europe'))).toEqual(['europe', 'fra', 'ams']);
    expect(actedOn(new Set(['fra', 'ams']), 'ams')).toEqual(['fra', 'ams']);
    expect(actedOn('fra', 'ams')).toEqual(['ams']);
  });

  it('knows the parent of a row', () => {
    expect(parentIndex(rows, at('ams'))).toBe(at('europe'));
    expect(parentIndex(rows, at('americas'))).toBe(at('production'));
    expect(parentIndex(rows, at('staging'))).toBe(-1);
  });
});
