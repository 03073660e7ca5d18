import { describe, expect, it } from 'vitest';
import { ClusterEdits } from '#shared/clusterd/edits.ts';
import { changeLines, commonPrefix, countKinds } from './change-lines.ts';
import { canKeep, editLines, withKept, withoutKeys } from './plan-edits.ts';

const side = (value: string | null, meta: Record<string, string> = {}) => ({ value, meta });

describe('the lines of a planned change', () => {
  it('are the value and each metakey that differs', () => {
    const change = {
      key: 'system:/a',
      kind: 'write',
      before: side('1', { x: 'old' }),
      after: side('2', { y: 'new' }),
    } as const;
    expect(changeLines(change)).toEqual([
      { key: 'system:/a', kind: 'write', before: '1', after: '2' },
      { key: 'system:/a', kind: 'write', metakey: 'x', before: 'old', after: null },
      { key: 'system:/a', kind: 'write', metakey: 'y', before: null, after: 'new' },
    ]);
  });

  it('are one when only the lock changes, and none for a value that stays beside its metadata', () => {
    const same = side('1', { x: 'a' });
    expect(changeLines({ key: 'k', kind: 'lock', before: same, after: same })).toEqual([
      { key: 'k', kind: 'lock', before: '1', after: '1' },
    ]);
    expect(changeLines({ key: 'k', kind: 'write', before: side('1'), after: side('1', { x: 'a' }) })).toHaveLength(1);
  });

  it('are counted by kind', () => {
    const change = { key: 'k', before: null, after: null } as const;
    expect(
      countKinds([
        { ...change, kind: 'lock' },
        { ...change, kind: 'remove' },
        { ...change, kind: 'lock' },
      ]),
    ).toEqual({
      write: 0,
      lock: 2,
      unlock: 0,
      remove: 1,
    });
  });

  it.each([
    [[], ''],
    [['system:/a/b'], 'system:/a/'],
    [['system:/a/b', 'system:/a/c/d'], 'system:/a/'],
    [['system:/a/b', 'system:/ab'], 'system:/'],
    [['system:/a\\/b/c', 'system:/a\\/d'], 'system:/'],
    [['user:/a', 'system:/a'], ''],
    [['system:/a', 'system:/a/b'], 'system:/'],
  ])('leave out what the names %j have in common', (names, prefix) => {
    expect(commonPrefix(names)).toBe(prefix);
  });
});

describe('the edits of a plan', () => {
  const edits = ClusterEdits.parse([
    { kind: 'set', key: 'system:/a', value: '1', meta: { x: 'y' } },
    { kind: 'meta', key: 'system:/b', meta: [{ key: 'm', value: null }] },
    { kind: 'remove', key: 'system:/c/d' },
    { kind: 'move', key: 'system:/e', target: 'system:/f' },
    { kind: 'join', instanceIds: ['i1', 'i2'] },
    { kind: 'place', parentId: null },
  ]);

  it('are said line by line', () => {
    expect(editLines(edits)).toEqual([
      { kind: 'set', key: 'system:/a', value: '1' },
      { kind: 'set', key: 'system:/a', metakey: 'x', value: 'y' },
      { kind: 'meta', key: 'system:/b', metakey: 'm', value: null },
      { kind: 'remove', key: 'system:/c/d', value: null },
      { kind: 'move', key: 'system:/e', target: 'system:/f' },
      { kind: 'join', instances: ['i1', 'i2'] },
      { kind: 'place', target: null },
    ]);
  });

  it('that take something away leave it on the members, or not', () => {
    expect(edits.filter(canKeep).map(({ kind }) => kind)).toEqual(['meta', 'remove']);
    expect(withKept(edits, true).filter((edit) => 'keep' in edit && edit.keep)).toHaveLength(2);
  });

  it('are left out with all below a key', () => {
    expect(withoutKeys(edits, new Set(['system:/c'])).map(({ kind }) => kind)).not.toContain('remove');
    expect(withoutKeys(edits, new Set())).toBe(edits);
  });
});
