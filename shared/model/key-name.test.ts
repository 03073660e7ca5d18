import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName, keyNameAndDescendant, keyPart } from '../testing/key-name-arbitraries.ts';
import { arrayIndexOf } from './array-part.ts';
import {
  baseNameOf,
  isAtOrBelow,
  isBelow,
  isReserved,
  joinKeyName,
  keyNameOf,
  KeyNameProblem,
  parentOf,
  parseKeyName,
  partsOf,
  replacePrefix,
  tryParseKeyName,
  type KeyName,
} from './key-name.ts';
import { NAMESPACES, namespaceOf } from './namespace.ts';

function problemOf(act: () => unknown): KeyNameProblem {
  try {
    act();
  } catch (error) {
    if (error instanceof KeyNameProblem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Texts of name syntax: most are legal in some odd spelling, many are not. */
function anySpelling(): fc.Arbitrary<string> {
  const unit = fc.constantFrom('/', '/', '\\', '.', '..', '%', '#', '#10', '#1', '_', '0', 'a', 'é', '😀');
  return fc
    .tuple(fc.constantFrom('/', 'user:/', 'system:/'), fc.string({ unit, maxLength: 10 }))
    .map(([root, path]) => root + path);
}

/** Other spellings of a name: detours, doubled and closing slashes, indices without underscores. */
function otherSpelling(name: KeyName): fc.Arbitrary<string> {
  const detour = fc.constantFrom('', '/', './', './/', 'x/../', '%/../', '\\../../', 'a\\/b/.././');
  const start = name.indexOf('/') + 1;
  const parts = partsOf(name).map((part) => {
    const index = arrayIndexOf(part);
    return index === null ? joinKeyName(parseKeyName('/x'), part).slice(3) : `#${index}`;
  });
  return fc.array(detour, { minLength: parts.length + 1, maxLength: parts.length + 1 }).map((detours) => {
    const path = parts.map((part, at) => `${detours[at]}${part}/`).join('');
    return `${name.slice(0, start)}${path}${detours.at(-1)}`;
  });
}

describe('the canonical form', () => {
  it.each([
    ['/', '/'],
    ['user:/', 'user:/'],
    ['user:////', 'user:/'],
    ['/elektra/./version', '/elektra/version'],
    ['/elektra/../version', '/version'],
    ['/elektra/.././version', '/version'],
    ['/elektra///version', '/elektra/version'],
    ['/elektra//../version', '/version'],
    ['/elektra/../../', '/'],
    ['user:/elektra/../../', 'user:/'],
    ['user:/..', 'user:/'],
    ['/elektra/version/', '/elektra/version'],
    ['/elektra/#10', '/elektra/#_10'],
    ['/elektra/#1234', '/elektra/#___1234'],
    ['/elektra/#9223372036854775807', '/elektra/#__________________9223372036854775807'],
    ['/elektra/#9223372036854775808', '/elektra/#9223372036854775808'],
    ['/abc/#01/ghi', '/abc/#01/ghi'],
    ['/abc/#__10/ghi', '/abc/#__10/ghi'],
    ['/abc/\\#10', '/abc/\\#10'],
    ['user:/app/list/#10', 'user:/app/list/#_10'],
    ['/abc/.../ghi', '/abc/.../ghi'],
    ['/abc/\\./ghi', '/abc/\\./ghi'],
    ['/abc/\\../..', '/abc'],
    ['/\\//..', '/'],
    ['/%/..', '/'],
    ['user:/%/a', 'user:/%/a'],
    ['user:/%/%', 'user:/%/%'],
    ['/\\\\\\\\/', '/\\\\\\\\'],
    ['/\\/', '/\\/'],
    ['/a:b', '/a:b'],
    ['user:/a:/b', 'user:/a:/b'],
    ['user:/\u0308', 'user:/\u0308'],
  ])('of %s is %s', (text, canonical) => {
    expect(parseKeyName(text)).toBe(canonical);
  });

  it('is what the kdb command prints', () => {
    const printed = [
      ...[
        'user:/app/%',
        'user:/app/dash',
        'user:/app/empty',
        'user:/app/list/#0',
        'user:/app/list/#_10',
        'user:/app/none',
      ],
      ...['user:/app/pct%x', 'user:/app/port', 'user:/app/slash\\/part', 'user:/app/with space', 'user:/val/n'],
      ...[
        'system:/elektra/modules/backend/exports/close',
        'system:/elektra/modules/resolver_fm_hpu_b/exports/freeHandle',
      ],
    ];
    expect(printed.map((name) => parseKeyName(name))).toEqual(printed);
  });

  it('is its own canonical form, for every text that is legal', () => {
    fc.assert(
      fc.property(anySpelling(), (text) => {
        const parsed = tryParseKeyName(text);
        return !parsed.ok || parseKeyName(parsed.name) === parsed.name;
      }),
      { numRuns: 5000 },
    );
  });

  it('is the same for all spellings of a name', () => {
    fc.assert(
      fc.property(
        keyName().chain((name) => fc.tuple(fc.constant(name), otherSpelling(name))),
        ([name, spelling]) => parseKeyName(spelling) === name,
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps the namespace, however many steps go up', () => {
    fc.assert(
      fc.property(keyName(), fc.nat(9), (name, steps) => {
        const up = tryParseKeyName(`${name}${'/..'.repeat(steps)}`);
        // Only what may not be a name at all can be in the way: the lone empty part.
        return up.ok ? namespaceOf(up.name) === namespaceOf(name) : up.problem.code === 'ILLEGAL_PART';
      }),
    );
  });

  it('keeps different characters apart, also when they look the same', () => {
    expect(parseKeyName('user:/\u00fc')).not.toBe(parseKeyName('user:/u\u0308'));
  });
});

describe('a text that is no key name', () => {
  it.each([
    ['', 'NO_NAMESPACE', 0],
    ['nonsense', 'NO_NAMESPACE', 0],
    ['user', 'NO_NAMESPACE', 0],
    ['user/hello', 'NO_NAMESPACE', 0],
    ['app/a:b', 'NO_NAMESPACE', 0],
    [':/a', 'NO_NAMESPACE', 0],
    [' user:/a', 'UNKNOWN_NAMESPACE', 0],
    ['foo:/a', 'UNKNOWN_NAMESPACE', 0],
    ['User:/a', 'UNKNOWN_NAMESPACE', 0],
    ['cascading:/a', 'UNKNOWN_NAMESPACE', 0],
    ['http://localhost', 'UNKNOWN_NAMESPACE', 0],
    ['user:', 'MISSING_SLASH', 5],
    ['user:a/b', 'MISSING_SLASH', 5],
    ['user:abc:/', 'MISSING_SLASH', 5],
    ['user:\\/', 'MISSING_SLASH', 5],
    ['user:/a\\', 'TRAILING_BACKSLASH', 7],
    ['/\\\\\\', 'TRAILING_BACKSLASH', 3],
    ['user:/a/\\b', 'BAD_ESCAPE', 8],
    ['user:/\\#', 'BAD_ESCAPE', 6],
    ['user:/\\#1', 'BAD_ESCAPE', 6],
    ['user:/a\\#10', 'BAD_ESCAPE', 7],
    ['user:/\\\\\\%', 'BAD_ESCAPE', 8],
    ['user:/\\a/..', 'BAD_ESCAPE', 6],
    ['/%', 'ILLEGAL_PART', 1],
    ['user:/%', 'ILLEGAL_PART', 6],
    ['user://%/', 'ILLEGAL_PART', 7],
    ['user:/./%/.', 'ILLEGAL_PART', 8],
    ['user:/%/a/..', 'ILLEGAL_PART', 6],
    ['user:/a/../%', 'ILLEGAL_PART', 11],
    ['user:/a\0b', 'ZERO_BYTE', 7],
    ['user:/\ud83d', 'LONE_SURROGATE', 6],
    ['user:/app/a\ud83d', 'LONE_SURROGATE', 11],
    ['user:/app/a\0', 'ZERO_BYTE', 11],
    ['user:/😀\udc00', 'LONE_SURROGATE', 8],
  ])('%j: %s at %i', (text, code, index) => {
    const parsed = tryParseKeyName(text);
    expect(parsed.ok ? 'legal' : [parsed.problem.code, parsed.problem.index]).toEqual([code, index]);
    expect(problemOf(() => parseKeyName(text)).code).toBe(code);
  });

  it('is told what to write instead', () => {
    expect(problemOf(() => parseKeyName('user/hello')).message).toBe(
      'The name has no namespace. Write user:/ with a colon.',
    );
    expect(problemOf(() => parseKeyName('user:hello')).message).toBe('Write a slash after the namespace: user:/');
    const escape = problemOf(() => parseKeyName('user:/a/x\\#10/b'));
    expect(escape.message).toContain('Remove it, or write \\\\ for a backslash.');
    expect(escape.part).toBe('x\\#10');
  });

  it('is refused exactly where the rules for escapes say so', () => {
    const legalPart = /^(?:\\%|\\\.\.?|\\#[1-9][0-9]{1,17}|(?:[^\\/]|\\[\\/])+)$/;
    const unit = fc.constantFrom('\\', '\\', '/', '.', '%', '#', '1', '0', 'a');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        const path = `x/${text}/y`;
        const parts = path.match(/(?:[^\\/]|\\[^]|\\$)+/g) ?? [];
        expect(tryParseKeyName(`user:/${path}`).ok).toBe(parts.every((part) => legalPart.test(part)));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the parts of a name', () => {
  it.each([
    ['user:/', []],
    ['/', []],
    ['user:/app/port', ['app', 'port']],
    ['user:/%/a', ['', 'a']],
    ['user:/app/%', ['app', '']],
    ['user:/app/%x', ['app', '%x']],
    ['user:/slash\\/part/x', ['slash/part', 'x']],
    ['/elektra\\/version\\\\/info', ['elektra/version\\', 'info']],
    ['user:/\\./\\../\\%/\\#10/#_10', ['.', '..', '%', '#10', '#_10']],
  ])('%s are %j', (text, parts) => {
    const name = parseKeyName(text);
    expect(name).toBe(text);
    expect(partsOf(name)).toEqual(parts);
    expect(keyNameOf(namespaceOf(name), parts)).toBe(text);
  });

  it('and its namespace make the name again', () => {
    fc.assert(
      fc.property(keyName(), (name) => keyNameOf(namespaceOf(name), partsOf(name)) === name),
      { numRuns: 1000 },
    );
  });

  it('are what it was made of, and the name is canonical', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMESPACES), fc.array(keyPart(), { maxLength: 5 }), (namespace, parts) => {
        fc.pre(parts.length !== 1 || parts[0] !== '');
        const name = keyNameOf(namespace, parts);
        expect(partsOf(name)).toEqual(parts);
        expect(parseKeyName(name)).toBe(name);
        expect(namespaceOf(name)).toBe(namespace);
      }),
      { numRuns: 1000 },
    );
  });

  it('may be many', () => {
    const parts = Array.from({ length: 300_000 }, (_, at) => (at % 2 === 0 ? 'a' : 'b/c'));
    expect(partsOf(keyNameOf('user', parts))).toEqual(parts);
    expect(partsOf(parseKeyName(`user:${'/a'.repeat(300_000)}`))).toHaveLength(300_000);
  });

  it('can be anything but a zero byte, half a character, or one empty part alone', () => {
    expect(problemOf(() => keyNameOf('user', ['a', 'b\0'])).code).toBe('ZERO_BYTE');
    expect(problemOf(() => keyNameOf('user', ['\udc00'])).code).toBe('LONE_SURROGATE');
    expect(problemOf(() => keyNameOf('user', [''])).code).toBe('ILLEGAL_PART');
    expect(problemOf(() => keyNameOf('cascading', [''])).code).toBe('ILLEGAL_PART');
    expect(problemOf(() => joinKeyName(parseKeyName('user:/'), '')).code).toBe('ILLEGAL_PART');
    expect(joinKeyName(parseKeyName('user:/a'), '')).toBe('user:/a/%');
  });
});

describe('base name and parent', () => {
  it.each([
    ['user:/', '', null],
    ['/', '', null],
    ['user:/a', 'a', 'user:/'],
    ['/a', 'a', '/'],
    ['user:/a/%', '', 'user:/a'],
    ['user:/a/b\\/c', 'b/c', 'user:/a'],
    ['user:/a\\\\/b', 'b', 'user:/a\\\\'],
    ['user:/a\\\\\\/b', 'a\\/b', 'user:/'],
    ['user:/\\/', '/', 'user:/'],
    ['user:/%/%', '', 'user:/'],
    ['/%/a', 'a', '/'],
    ['user:/%x/a', 'a', 'user:/%x'],
    ['user:/%/a/b', 'b', 'user:/%/a'],
  ])('of %s are %j and %s', (text, base, parent) => {
    const name = parseKeyName(text);
    expect(baseNameOf(name)).toBe(base);
    expect(parentOf(name)).toBe(parent);
  });

  it('make the name again, unless the empty part alone would stand between', () => {
    fc.assert(
      fc.property(keyName(), (name) => {
        const parts = partsOf(name);
        const parent = parentOf(name);
        if (parent === null) return parts.length === 0;
        if (parts.length === 2 && parts[0] === '') return partsOf(parent).length === 0;
        return joinKeyName(parent, baseNameOf(name)) === name && parseKeyName(parent) === parent;
      }),
      { numRuns: 1000 },
    );
  });
});

describe('being below', () => {
  it.each([
    ['/elektra/version/info', '/elektra/version', true],
    ['/elektra/version/info', '/elektra', true],
    ['/elektra', '/elektra/version/info', false],
    ['/elektra', '/elektra', false],
    ['/elektra/version', '/elektra/data', false],
    ['/elektra.1', '/elektra', false],
    ['user:/a', 'user:/', true],
    ['user:/', 'user:/', false],
    ['user:/a', '/', false],
    ['user:/a', 'system:/', false],
    ['user:/a\\/b', 'user:/a', false],
    ['user:/a\\\\/b', 'user:/a\\\\', true],
    ['user:/%/a', 'user:/', true],
  ])('%s below %s: %s', (name, ancestor, expected) => {
    expect(isBelow(parseKeyName(name), parseKeyName(ancestor))).toBe(expected);
  });

  it('means to have the same namespace and more parts that begin alike', () => {
    const related = fc.oneof(keyNameAndDescendant(), fc.tuple(keyName(), keyName()));
    fc.assert(
      fc.property(related, ([ancestor, name]) => {
        const [outer, inner] = [partsOf(ancestor), partsOf(name)];
        const isInside = outer.every((part, at) => part === inner[at]) && namespaceOf(ancestor) === namespaceOf(name);
        expect(isAtOrBelow(name, ancestor)).toBe(isInside);
        expect(isBelow(name, ancestor)).toBe(isInside && inner.length > outer.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('replacing a prefix', () => {
  it.each([
    ['user:/a/b', 'user:/a', 'user:/x/y', 'user:/x/y/b'],
    ['user:/a', 'user:/a', 'user:/x', 'user:/x'],
    ['user:/a/b', 'user:/', 'system:/', 'system:/a/b'],
    ['user:/a/b', 'user:/', 'system:/x', 'system:/x/a/b'],
    ['user:/a/b', 'user:/a', 'dir:/', 'dir:/b'],
    ['user:/a/%/c', 'user:/a', 'dir:/', 'dir:/%/c'],
  ])('in %s: %s by %s', (name, from, to, result) => {
    expect(replacePrefix(parseKeyName(name), parseKeyName(from), parseKeyName(to))).toBe(result);
  });

  it('refuses a name elsewhere, and a result that would be illegal', () => {
    const [a, b, root] = [parseKeyName('user:/a/%'), parseKeyName('user:/b'), parseKeyName('user:/')];
    expect(() => replacePrefix(a, b, root)).toThrow(RangeError);
    expect(problemOf(() => replacePrefix(a, parseKeyName('user:/a'), root)).code).toBe('ILLEGAL_PART');
  });

  it('replaces the parts, can be taken back, and gives a canonical name', () => {
    fc.assert(
      fc.property(keyNameAndDescendant(), keyName(), ([from, name], to) => {
        const rest = partsOf(name).slice(partsOf(from).length);
        fc.pre(partsOf(to).length > 0 || rest.length !== 1 || rest[0] !== '');
        const moved = replacePrefix(name, from, to);
        expect(moved).toBe(keyNameOf(namespaceOf(to), [...partsOf(to), ...rest]));
        expect(replacePrefix(moved, to, from)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });
});

describe('reserved names', () => {
  it.each([
    ['system:/elektra', true],
    ['system:/elektra/version/x', true],
    ['system:/elektrad', false],
    ['user:/elektra/a', false],
    ['spec:/elektra', false],
    ['user:/a/®elektra', true],
    ['user:/®elektra/b', true],
    ['user:/a®elektra', false],
    ['user:/®elektra\\/b', false],
  ])('%s: %s', (name, expected) => {
    expect(isReserved(parseKeyName(name))).toBe(expected);
  });
});
