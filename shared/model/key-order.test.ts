import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName, keyPart } from '../testing/key-name-arbitraries.ts';
import { joinKeyName, parseKeyName, partsOf, type KeyName } from './key-name.ts';
import { compareKeyNames, keySortBytes } from './key-order.ts';
import { NAMESPACES, namespaceOf } from './namespace.ts';

/** libelektra's own unescaped name, compared there by memcmp: namespace byte, zero, and each part closed by a zero; a root has one more. */
function libelektraBytes(name: KeyName): Buffer {
  const parts = partsOf(name);
  const closed = parts.length === 0 ? '\0' : parts.map((part) => `${part}\0`).join('');
  return Buffer.from(`${String.fromCharCode(NAMESPACES.indexOf(namespaceOf(name)) + 1)}\0${closed}`);
}

/** Three names that often share a beginning, so that the order is decided late. */
function relatedNames(): fc.Arbitrary<readonly [KeyName, KeyName, KeyName]> {
  const tail = fc.array(keyPart(), { minLength: 1, maxLength: 2 });
  const siblings = fc
    .tuple(keyName(), tail, tail, tail)
    .filter(
      ([name, ...tails]) => partsOf(name).length > 0 || tails.every((parts) => parts.length > 1 || parts[0] !== ''),
    )
    .map(([name, a, b, c]) => [joinKeyName(name, ...a), joinKeyName(name, ...b), joinKeyName(name, ...c)] as const);
  return fc.oneof(siblings, fc.tuple(keyName(), keyName(), keyName()));
}

const sorted = (names: readonly string[]) => [...names].sort(compareKeyNames);

describe('the order of keys', () => {
  it.each([
    [['/key', '/key/sub', '/key.1']],
    [['/a', 'meta:/a', 'spec:/a', 'proc:/a', 'dir:/a', 'user:/a', 'system:/a', 'default:/a']],
    [['system:/z', 'default:/a']],
    [['user:/', 'user:/%/a', 'user:/!', 'user:/a']],
    [['user:/a', 'user:/a/%', 'user:/a/!', 'user:/a/%x', 'user:/a/b']],
    [
      [
        'user:/a/\\%',
        'user:/a/%x',
        'user:/a/\\.',
        'user:/a/\\..',
        'user:/a/\\../b',
        'user:/a/\\/',
        'user:/a/0',
        'user:/a/\\\\',
      ],
    ],
    [['user:/#0', 'user:/#9', 'user:/#_10', 'user:/#_11', 'user:/#__100']],
    [['user:/\\#10', 'user:/#_10']],
    [['user:/A', 'user:/B', 'user:/a', 'user:/ä']],
    [['user:/\ud7ff', 'user:/\ue000', 'user:/\uffff', 'user:/😀', 'user:/\u{10ffff}']],
    [['user:/a', 'user:/a/b', 'user:/a\\/b', 'user:/ab']],
  ])('%j', (names) => {
    expect(sorted([...names].reverse())).toEqual(names);
    expect(names.map((name) => parseKeyName(name))).toEqual(names);
  });

  it('is that of the kdb command', () => {
    const listed = [
      ...[
        'user:/app/%',
        'user:/app/dash',
        'user:/app/dash2',
        'user:/app/empty',
        'user:/app/list/#0',
        'user:/app/list/#_10',
      ],
      ...['user:/app/pct%x', 'user:/app/port', 'user:/app/slash\\/part', 'user:/app/text', 'user:/app/with space'],
      ...['system:/elektra/modules/backend/exports', 'system:/elektra/modules/backend/exports/close'],
    ];
    expect(sorted([...listed].reverse())).toEqual(listed);
  });

  it('is the order of libelektra', () => {
    fc.assert(
      fc.property(relatedNames(), ([a, b]) => {
        expect(Math.sign(compareKeyNames(a, b))).toBe(
          Math.sign(Buffer.compare(libelektraBytes(a), libelektraBytes(b))),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('is total: antisymmetric, transitive, and equal only for the same name', () => {
    fc.assert(
      fc.property(relatedNames(), ([a, b, c]) => {
        expect(Math.sign(compareKeyNames(a, b))).toBe(0 - Math.sign(compareKeyNames(b, a)));
        expect(compareKeyNames(a, b) === 0).toBe(a === b);
        if (compareKeyNames(a, b) <= 0 && compareKeyNames(b, c) <= 0)
          expect(compareKeyNames(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('puts a key before what is below it, and nothing in between', () => {
    const families = fc
      .tuple(keyName(), keyPart(), keyName())
      .filter(([name, part]) => partsOf(name).length > 0 || part !== '')
      .map(([name, part, other]) => [name, joinKeyName(name, part), other] as const);
    fc.assert(
      fc.property(families, ([name, child, other]) => {
        expect(compareKeyNames(name, child)).toBeLessThan(0);
        const isBetween = compareKeyNames(name, other) < 0 && compareKeyNames(other, child) < 0;
        const isInside = partsOf(name).every((part, at) => part === partsOf(other)[at]);
        if (isBetween) expect(isInside).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('holds for the illegal names of the field too', () => {
    const names = ['user:/', 'user:/%', 'user:/\\#', 'user:/a', 'user:/a\\#10', 'user:/a/b'];
    expect(sorted([...names].reverse())).toEqual([
      'user:/',
      'user:/%',
      'user:/\\#',
      'user:/a',
      'user:/a/b',
      'user:/a\\#10',
    ]);
  });
});

describe('the bytes of a key name', () => {
  it('are the namespace and the parts, each after a zero', () => {
    expect(Buffer.from(keySortBytes(parseKeyName('user:/a\\/b/ü')))).toEqual(Buffer.from('\x06\0a/b\0ü'));
    expect(Buffer.from(keySortBytes(parseKeyName('/')))).toEqual(Buffer.from('\x01'));
    expect(Buffer.from(keySortBytes(parseKeyName('system:/a/%')))).toEqual(Buffer.from('\x07\0a\0'));
  });

  it('compare as the names do, and differ when they differ', () => {
    fc.assert(
      fc.property(relatedNames(), ([a, b]) => {
        expect(Math.sign(Buffer.compare(keySortBytes(a), keySortBytes(b)))).toBe(Math.sign(compareKeyNames(a, b)));
      }),
      { numRuns: 5000 },
    );
  });

  it('of what is below a name lie between its bytes with a 0 and with a 1', () => {
    fc.assert(
      fc.property(relatedNames(), ([name, , other]) => {
        const bytes = keySortBytes(other);
        const start = Buffer.concat([keySortBytes(name), Buffer.of(0)]);
        const end = Buffer.concat([keySortBytes(name), Buffer.of(1)]);
        const isInRange = Buffer.compare(start, bytes) <= 0 && Buffer.compare(bytes, end) < 0;
        const [outer, inner] = [partsOf(name), partsOf(other)];
        const isBelow =
          namespaceOf(name) === namespaceOf(other) &&
          inner.length > outer.length &&
          outer.every((part, at) => part === inner[at]);
        expect(isInRange).toBe(isBelow);
      }),
      { numRuns: 1000 },
    );
  });
});
