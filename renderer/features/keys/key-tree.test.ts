import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyNameOf } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { flattenNodes, withRowToggled, type KeyRow } from './key-rows.ts';
import { ancestorsOf, buildKeyTree, findNode, isFolded } from './key-tree.ts';

const part = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'ab',
    '#0',
    '#_10',
    'a.b',
    'with/slash',
    'back\\slash',
    '\\/',
    '.',
    '..',
    '',
    '%',
    'ä',
    '😀',
  ),
  fc.string({ minLength: 1, maxLength: 4 }).filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)),
);
const keyName = fc
  .record({
    namespace: fc.constantFrom('user' as const, 'system' as const, 'spec' as const, 'dir' as const, 'proc' as const),
    parts: fc.array(part, { maxLength: 6 }),
  })
  .filter(({ parts }) => !(parts.length === 1 && parts[0] === ''))
  .map(({ namespace, parts }) => String(keyNameOf(namespace, parts)));
const listing = fc.uniqueArray(keyName, { maxLength: 40 }).map((names) => names.sort(compareKeyNames));

const ROOTS = ['spec:/', 'dir:/', 'user:/', 'system:/'];
const all = (): boolean => true;
const keysOf = (rows: readonly KeyRow[]): string[] => rows.filter(({ node }) => node.isKey).map(({ id }) => id);

describe('buildKeyTree', () => {
  it('has every key exactly once, in the order of the listing, and counts them', () => {
    fc.assert(
      fc.property(listing, (names) => {
        const { roots } = buildKeyTree(names, ROOTS);
        expect(keysOf(flattenNodes(roots, 1, all))).toEqual(names);
        expect(roots.reduce((sum, root) => sum + root.keys, 0)).toBe(names.length);
      }),
    );
  });

  it('finds every key, and below its ancestors', () => {
    fc.assert(
      fc.property(listing, (names) => {
        const tree = buildKeyTree(names, ROOTS);
        for (const name of names) {
          const node = findNode(tree, name);
          expect(node?.name).toBe(name);
          for (const above of node === undefined ? [] : ancestorsOf(node))
            expect(findNode(tree, above)?.name).toBe(above);
        }
        expect(findNode(tree, 'user:/no such key')).toBeUndefined();
      }),
    );
  });

  it('keeps an escaped slash inside its part', () => {
    const rows = flattenNodes(buildKeyTree(['user:/a\\/b', 'user:/a\\\\/b']).roots, 1, all);
    expect(rows.map(({ label }) => label)).toEqual(['user:/', 'a\\/b', 'a\\\\/b']);
  });

  it('shows namespaces that are empty, and those nobody expected', () => {
    const { roots } = buildKeyTree(['proc:/a'], ROOTS);
    expect(roots.map(({ name }) => name)).toEqual(['spec:/', 'proc:/', 'dir:/', 'user:/', 'system:/']);
  });

  it('survives what is no key name at all', () => {
    expect(keysOf(flattenNodes(buildKeyTree(['', 'nonsense']).roots, 1, all))).toEqual(['', 'nonsense']);
  });

  it('does a bounded number of steps per name, for wide, grouped and deep trees', () => {
    const wide = (count: number) => Array.from({ length: count }, (_, at) => `user:/k${String(at).padStart(6, '0')}`);
    const grouped = (count: number) =>
      Array.from(
        { length: count },
        (_, at) => `user:/g${String(at % 100).padStart(2, '0')}/k${String(at).padStart(6, '0')}`,
      ).sort();
    const chains = (count: number) =>
      Array.from({ length: count / 20 }, (_, at) => String(at).padStart(6, '0')).flatMap((chain) =>
        Array.from({ length: 20 }, (_, depth) => `user:/c${chain}${'/x'.repeat(depth)}`),
      );
    for (const names of [wide, grouped, chains]) {
      const small = steps(names(2_000));
      const large = steps(names(100_000));
      expect(small).toBeGreaterThan(2_000);
      expect(large / small).toBeLessThan(51);
    }
  });
});

/** How often building a tree compares the beginning of a name or looks for the end of a part. */
function steps(names: readonly string[]): number {
  const { startsWith, indexOf } = String.prototype;
  let count = 0;
  String.prototype.startsWith = function (text, from) {
    count += 1;
    return startsWith.call(this, text, from);
  };
  String.prototype.indexOf = function (text, from) {
    count += 1;
    return indexOf.call(this, text, from);
  };
  try {
    buildKeyTree(names, ROOTS);
  } finally {
    Object.assign(String.prototype, { startsWith, indexOf });
  }
  return count;
}

describe('rows', () => {
  it('fold a path that is no key and leads to one place only', () => {
    const names = ['system:/sw/example/gateway/#0/current/a', 'system:/sw/example/gateway/#0/current/b'];
    const rows = flattenNodes(buildKeyTree(names).roots, 1, all);
    expect(rows.map(({ label, level }) => [label, level])).toEqual([
      ['system:/', 1],
      ['sw/example/gateway/#0/current', 2],
      ['a', 3],
      ['b', 3],
    ]);
  });

  it('do not fold over a key, which would hide it', () => {
    const rows = flattenNodes(buildKeyTree(['user:/a', 'user:/a/b/c']).roots, 1, all);
    expect(rows.map(({ label }) => label)).toEqual(['user:/', 'a', 'b/c']);
  });

  it('never show a place that the fold rule hides, and name their whole path by their labels', () => {
    fc.assert(
      fc.property(listing, (names) => {
        const rows = flattenNodes(buildKeyTree(names).roots, 1, all);
        const path: string[] = [];
        for (const row of rows) {
          expect(isFolded(row.node)).toBe(false);
          path.length = row.level - 1;
          path.push(row.label);
          const [root = '', ...parts] = path;
          expect(root + parts.join('/')).toBe(row.id);
        }
      }),
    );
  });

  it('tell each row its place among its siblings', () => {
    fc.assert(
      fc.property(listing, (names) => {
        const rows = flattenNodes(buildKeyTree(names, ROOTS).roots, 1, all);
        for (const row of rows) {
          expect(row.posInSet).toBeGreaterThanOrEqual(1);
          expect(row.posInSet).toBeLessThanOrEqual(row.setSize);
        }
        expect(rows.filter(({ level }) => level === 1).map(({ posInSet }) => posInSet)).toEqual(
          rows.filter(({ level }) => level === 1).map((_, index) => index + 1),
        );
      }),
    );
  });

  it('are the same after any toggles as when they are made anew', () => {
    fc.assert(
      fc.property(listing, fc.array(fc.nat(), { maxLength: 20 }), (names, choices) => {
        const { roots } = buildKeyTree(names, ROOTS);
        const open = new Set<string>();
        const isExpanded = (name: string): boolean => open.has(name);
        let rows = flattenNodes(roots, 1, isExpanded);
        for (const choice of choices) {
          const index = choice % rows.length;
          const row = rows[index];
          if (!row?.hasChildren) continue;
          if (!open.delete(row.id)) open.add(row.id);
          rows = withRowToggled(rows, index, isExpanded);
          expect(rows).toEqual(flattenNodes(roots, 1, isExpanded));
        }
      }),
    );
  });

  it('reach every key by opening what can be opened', () => {
    fc.assert(
      fc.property(listing, (names) => {
        const open = new Set<string>();
        let rows = flattenNodes(buildKeyTree(names, ROOTS).roots, 1, (name) => open.has(name));
        for (;;) {
          const index = rows.findIndex((row) => row.hasChildren && !row.expanded);
          const row = rows[index];
          if (row === undefined) break;
          open.add(row.id);
          rows = withRowToggled(rows, index, (name) => open.has(name));
        }
        expect(keysOf(rows)).toEqual(names);
      }),
    );
  });
});
