import fc from 'fast-check';
import { joinKeyName, keyNameOf, partsOf, type KeyName } from '../model/key-name.ts';
import { NAMESPACES, type Namespace } from '../model/namespace.ts';

/** What names stumble over: syntax, digits of array parts, and text whose UTF-16, UTF-8 and visible forms differ. */
const TRICKY_UNITS = [
  ...[
    '/',
    '\\',
    '.',
    '%',
    '#',
    '_',
    ':',
    '0',
    '1',
    '9',
    'a',
    'B',
    ' ',
    '?',
    '&',
    '+',
    "'",
    '\n',
    '\t',
    '\u0001',
    '\u007f',
  ],
  ...[
    '®',
    'ü',
    'u\u0308',
    '\u0301',
    '\u200d',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '😀',
    '𐀀',
    '👩‍👧',
    '\u{10ffff}',
  ],
] as const;

const WHOLE_PARTS = [
  '',
  '%',
  '.',
  '..',
  '...',
  '#',
  '#0',
  '#9',
  '#10',
  '#_10',
  '#__10',
  '#007',
  '®elektra',
  '\\#10',
  '#_9223372036854775808',
];

/** A text of characters that matter to names; every one of them can be part of a legal name. */
export function trickyText(maxLength = 8): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...TRICKY_UNITS), maxLength });
}

// Made once: an arbitrary from a regular expression takes milliseconds to build, and names are asked for inside of other arbitraries.
const PART = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,7}$/), weight: 2 },
  { arbitrary: trickyText(), weight: 4 },
  { arbitrary: fc.constantFrom(...WHOLE_PARTS), weight: 2 },
  { arbitrary: fc.bigInt(0n, 2n ** 64n).map((index) => `#${index}`), weight: 1 },
);

/** An unescaped part: ordinary words, all kinds of tricky text, indices, and parts that must be escaped as a whole. */
export function keyPart(): fc.Arbitrary<string> {
  return PART;
}

/** A legal name in canonical form, in any of the given namespaces, with up to six parts. */
export function keyName(namespaces: readonly Namespace[] = NAMESPACES): fc.Arbitrary<KeyName> {
  return fc
    .tuple(fc.constantFrom(...namespaces), fc.array(keyPart(), { maxLength: 6 }))
    .filter(([, parts]) => parts.length !== 1 || parts[0] !== '')
    .map(([namespace, parts]) => keyNameOf(namespace, parts));
}

/** An http(s) URL that can be an elektrad's, in every spelling that a person or a file may use. */
export function hostUrl(): fc.Arbitrary<string> {
  const scheme = fc.constantFrom('http', 'https', 'HTTP', 'Https');
  const host = fc.oneof(
    fc.constantFrom(
      'localhost',
      'LocalHost',
      '127.0.0.1',
      '[::1]',
      '[0:0:0:0:0:0:0:1]',
      '10.0.0.7',
      '127.1',
      '[2001:DB8::0:1]',
    ),
    fc.constantFrom(
      'db1.example.com',
      'DB1.Example.COM',
      'bücher.example',
      'xn--bcher-kva.example',
      'BÜCHER.example',
      'b%C3%BCcher.example',
    ),
    fc.domain(),
  );
  const port = fc.oneof(
    fc.constantFrom('', ':', ':80', ':443', ':33333', ':0080'),
    fc.integer({ min: 1, max: 65_535 }).map((n) => `:${n}`),
  );
  const path = fc.array(fc.constantFrom('', 'a', 'B', '.', '..', '%7e', '~', '%c3%bc', 'ü', '%2f', '%2E', "it's"), {
    maxLength: 4,
  });
  return fc
    .tuple(scheme, host, port, path)
    .map(
      ([name, authority, number, parts]) =>
        `${name}://${authority}${number}${parts.map((part) => `/${part}`).join('')}`,
    );
}

/** A legal name and one at or below it, up to three parts longer. */
export function keyNameAndDescendant(): fc.Arbitrary<readonly [KeyName, KeyName]> {
  return fc
    .tuple(keyName(), fc.array(keyPart(), { maxLength: 3 }))
    .filter(([name, parts]) => partsOf(name).length > 0 || parts.length !== 1 || parts[0] !== '')
    .map(([name, parts]) => [name, joinKeyName(name, ...parts)] as const);
}
