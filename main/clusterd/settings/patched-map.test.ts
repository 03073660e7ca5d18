import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PatchedMap } from './patched-map.ts';

const KEYS = ['a', 'b', 'c', 'd'] as const;
const key = fc.constantFrom(...KEYS);
const step = fc.record({ key, value: fc.option(fc.nat(3)) });

it('a patched map is like a copy that was changed, and the map below it stays as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(3))), fc.array(step), (entries, steps) => {
      const base = new Map(entries);
      const [patched, copy] = [new PatchedMap(base), new Map(base)];
      for (const { key: at, value } of steps) {
        if (value === null) {
          patched.delete(at);
          copy.delete(at);
        } else {
          patched.set(at, value);
          copy.set(at, value);
        }
      }
      expect(new Map(patched)).toEqual(copy);
      expect([patched.size, new Set(patched.keys()), [...patched.values()].sort()]).toEqual([
        copy.size,
        new Set(copy.keys()),
        [...copy.values()].sort(),
      ]);
      for (const at of KEYS) expect([patched.get(at), patched.has(at)]).toEqual([copy.get(at), copy.has(at)]);
      const each = new Map<string, number>();
      patched.forEach((value, at) => each.set(at, value));
      expect(each).toEqual(copy);
      expect(base).toEqual(new Map(entries));
    }),
  );
});
