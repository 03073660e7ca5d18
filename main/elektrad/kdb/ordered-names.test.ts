import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtOrBelow, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { keyNames } from '../testing/key-names.ts';
import { orderedNames, type OrderedNames } from './ordered-names.ts';

const numbered = (count: number): readonly KeyName[] =>
  Array.from({ length: count }, (_each, at) => parseKeyName(`user:/n/k${String(at).padStart(6, '0')}`));

const step = fc.record({ kind: fc.constantFrom('with', 'with', 'without', 'withoutSubtree'), name: keyNames });

describe('ordered names', () => {
  it('agree with a sorted set, whatever is done to them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(1500), (steps, filling) => {
        const expected = new Set(numbered(filling));
        let names = orderedNames([...expected]);
        for (const { kind, name } of steps) {
          const before = { names, all: names.under(null) };
          if (kind === 'with') expected.add(name);
          else if (kind === 'without') expected.delete(name);
          else for (const each of expected) if (isAtOrBelow(each, name)) expected.delete(each);
          names = applied(names, kind, name);
          expect(names.has(name)).toBe(expected.has(name));
          expect(before.names.under(null)).toEqual(before.all);
        }
        const sorted = [...expected].sort(compareKeyNames);
        expect(names.under(null)).toEqual(sorted);
        for (const { name } of steps) {
          expect(names.under(name)).toEqual(sorted.filter((each) => isAtOrBelow(each, name)));
        }
      }),
    );
  });

  it('take many names one by one, from the front, the end and between', () => {
    const given = numbered(3000);
    for (const order of [given, [...given].reverse(), given.map((_each, at) => given[(at * 1709) % 3000]!)]) {
      let names = orderedNames([]);
      for (const name of order) names = names.with(name);
      expect(names.under(null)).toEqual(given);
      for (const name of order) names = names.without(name);
      expect(names.under(null)).toEqual([]);
    }
  });

  it('give what is below a name from many chunks', () => {
    const names = orderedNames([parseKeyName('user:/a'), ...numbered(5000), parseKeyName('user:/z')]);
    expect(names.under(parseKeyName('user:/n'))).toEqual(numbered(5000));
    expect(names.withoutSubtree(parseKeyName('user:/n')).under(null)).toEqual(['user:/a', 'user:/z']);
    expect(names.under(parseKeyName('user:/'))).toHaveLength(5002);
    expect(names.under(parseKeyName('system:/'))).toEqual([]);
  });
});

function applied(names: OrderedNames, kind: string, name: KeyName): OrderedNames {
  if (kind === 'with') return names.with(name);
  return kind === 'without' ? names.without(name) : names.withoutSubtree(name);
}
