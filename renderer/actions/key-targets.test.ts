import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { freeName, isIntoItself, isTaken, keepingBoth, movesBelow, transferable } from './key-targets.ts';

const key = parseKeyName;

describe('keys that are copied or moved', () => {
  it('are legal names, no roots, and each subtree once', () => {
    expect(transferable(['user:/', 'user:/a', 'user:/a/b', 'user:/ab', 'not a name', 'user://c'])).toEqual([
      'user:/a',
      'user:/ab',
    ]);
  });

  it('keep the last part of their name below another key', () => {
    expect(movesBelow([key('user:/a/x\\/y'), key('user:/b/#0')], key('system:/'))).toEqual([
      { key: 'user:/a/x\\/y', target: 'system:/x\\/y' },
      { key: 'user:/b/#0', target: 'system:/#0' },
    ]);
  });

  it('cannot go below themselves', () => {
    const into = (target: string) => isIntoItself({ key: key('user:/a'), target: key(target) });
    expect(['user:/a/b', 'user:/a/b/c', 'user:/a', 'user:/ab'].map(into)).toEqual([true, true, false, false]);
  });
});

describe('a free name', () => {
  it.each([
    ['user:/x', ['user:/x'], 'user:/x_copy'],
    ['user:/x', ['user:/x', 'user:/x_copy/below'], 'user:/x_copy2'],
    ['user:/x_copy', ['user:/x', 'user:/x_copy'], 'user:/x_copy2'],
    ['user:/list/#0', ['user:/list/#0', 'user:/list/#1'], 'user:/list/#2'],
    ['user:/list/#8', ['user:/list/#8', 'user:/list/#9'], 'user:/list/#_10'],
    ['user:/a\\/b', [], 'user:/a\\/b_copy'],
  ])('beside %s is legal and not there', (name, existing, expected) => {
    expect(freeName(key(name), existing)).toBe(expected);
  });

  it('is never taken, whatever is there', () => {
    const part = fc.constantFrom('a', 'a_copy', 'a_copy2', '#0', '#1', '#_10', '\\%');
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => key(`user:/${parts.join('/')}`));
    fc.assert(
      fc.property(name, fc.array(name), (wanted, existing) => {
        expect(isTaken(freeName(wanted, existing), existing)).toBe(false);
      }),
    );
  });

  it('is found for each of several, which never take each other’s', () => {
    const moves = movesBelow([key('user:/a/x'), key('user:/b/x'), key('user:/c/y')], key('user:/t'));
    expect(keepingBoth(moves, ['user:/t/x']).map(({ target }) => target)).toEqual([
      'user:/t/x_copy',
      'user:/t/x_copy2',
      'user:/t/y',
    ]);
  });
});
