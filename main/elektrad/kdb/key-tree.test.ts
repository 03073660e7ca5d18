import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtOrBelow, isBelow, parentOf, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { keyNames } from '../testing/key-names.ts';
import { childrenIn } from './key-tree.ts';

function childPaths(names: readonly string[], path: string | null): readonly string[] {
  const below = names.map((name) => parseKeyName(name)).sort(compareKeyNames);
  const parent = path === null ? null : parseKeyName(path);
  return [...childrenIn(below, { path: parent, from: 0, to: below.length })].map((child) => child.path);
}

describe('the children of a key', () => {
  it.each<[string, readonly string[], string | null, readonly string[]]>([
    [
      'are all of the next level',
      ['user:/a', 'user:/a/1', 'user:/a/2', 'user:/a/3'],
      'user:/a',
      ['user:/a/1', 'user:/a/2', 'user:/a/3'],
    ],
    [
      'are also those without a key of their own',
      ['user:/a/1/x/y', 'user:/a/2'],
      'user:/a',
      ['user:/a/1', 'user:/a/2'],
    ],
    ['are the namespaces of the whole database', ['spec:/a', 'user:/b', 'user:/c'], null, ['spec:/', 'user:/']],
    ['below a root', ['user:/', 'user:/a', 'user:/a/b', 'user:/c/d'], 'user:/', ['user:/a', 'user:/c']],
    [
      'keep escaped slashes together',
      ['user:/a\\/b/c', 'user:/a\\/b\\/d'],
      'user:/',
      ['user:/a\\/b', 'user:/a\\/b\\/d'],
    ],
    ['of a name that ends in an escaped slash', ['user:/a\\//b'], 'user:/a\\/', ['user:/a\\//b']],
    [
      'pass over an empty part that would be the root',
      ['user:/%/a/b', 'user:/%/c'],
      'user:/',
      ['user:/%/a', 'user:/%/c'],
    ],
    ['are none of a leaf', ['user:/a'], 'user:/a', []],
  ])('%s', (_what, names, path, expected) => {
    expect(childPaths(names, path)).toEqual(expected);
  });

  it('share out all names below their parent, each child at or above those of its own', () => {
    fc.assert(
      fc.property(fc.array(keyNames, { maxLength: 30 }), keyNames, (given, path) => {
        const names = [...new Set(given)].filter((name) => isAtOrBelow(name, path)).sort(compareKeyNames);
        const children = [...childrenIn(names, { path, from: 0, to: names.length })];
        const shared = children.flatMap((child) => names.slice(child.from, child.to));
        expect(shared).toEqual(names.filter((name) => name !== path));
        for (const child of children) {
          expect(parentOf(child.path)).toBe(path);
          expect(names.slice(child.from, child.to).every((name) => isAtOrBelow(name, child.path))).toBe(true);
        }
        expect(new Set(children.map((child) => child.path)).size).toBe(children.length);
      }),
    );
  });

  it('are found by their number, not by the number of names below them', () => {
    const names = Array.from({ length: 100_000 }, (_each, at) =>
      parseKeyName(`user:/a/b/k${String(at).padStart(6, '0')}`),
    );
    let reads = 0;
    const counted = new Proxy(names, {
      get(target, property, receiver) {
        reads += 1;
        return Reflect.get(target, property, receiver) as unknown;
      },
    });
    const parent: KeyName = parseKeyName('user:/a');
    const children = [...childrenIn(counted, { path: parent, from: 0, to: names.length })];
    expect(children).toEqual([{ path: 'user:/a/b', from: 0, to: 100_000 }]);
    expect(names.every((name) => isBelow(name, parent))).toBe(true);
    expect(reads).toBeLessThan(100);
  });
});
