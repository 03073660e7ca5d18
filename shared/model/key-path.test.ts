import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '../testing/key-name-arbitraries.ts';
import { parseKeyName, partsOf, tryParseKeyName } from './key-name.ts';
import { storedPartsOf } from './key-path.ts';

describe('the parts of a name met in the field', () => {
  it.each([
    ['user:/%', ['']],
    ['user:/\\#', ['#']],
    ['user:/\\#1', ['#1']],
    ['user:/a\\#10', ['a#10']],
    ['user:/a\\b/c', ['ab', 'c']],
    ['user:/a\\', ['a\\']],
    ['user:/a\0b', ['a\0b']],
    ['user:/\ud800', ['\ud800']],
    ['foo:/a/b', ['a', 'b']],
    ['a/b', ['a', 'b']],
    ['user:', ['user:']],
    ['', []],
  ])('%j are %j', (text, parts) => {
    expect(tryParseKeyName(text).ok).toBe(false);
    expect(storedPartsOf(text)).toEqual(parts);
  });

  it('are those of the parsed name when it is legal', () => {
    fc.assert(
      fc.property(keyName(), (name) => {
        expect(storedPartsOf(name)).toEqual(partsOf(name));
      }),
    );
    const unit = fc.constantFrom('/', '/', '\\', '.', '..', '%', '#', '#10', 'a', ':');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 10 }), (path) => {
        const parsed = tryParseKeyName(`user:/${path}`);
        if (parsed.ok) expect(storedPartsOf(`user:/${path}`)).toEqual(partsOf(parsed.name));
      }),
      { numRuns: 3000 },
    );
  });

  it('are found in any text whatever', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(storedPartsOf(text))));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', '/', '%', '\ud800', '\0') }), (text) =>
        Array.isArray(storedPartsOf(`user:/${text}`)),
      ),
    );
  });

  it('of a long name are found in time that grows with its length', () => {
    const part = 'a\\/b';
    const name = `user:/${Array.from({ length: 20_000 }, () => part).join('/')}`;
    expect(storedPartsOf(name)).toHaveLength(20_000);
    expect(partsOf(parseKeyName(name))).toHaveLength(20_000);
  });
});
