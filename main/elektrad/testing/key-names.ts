import * as fc from 'fast-check';
import { keyNameOf, type KeyName } from '#shared/model/key-name.ts';
import { STORED_NAMESPACES } from '#shared/model/namespace.ts';

const oddPart = fc.constantFrom(
  '',
  '.',
  '..',
  '%',
  '#0',
  '#_10',
  '#10',
  'a/b',
  'a\\',
  '/',
  'é',
  '\u{1F600}',
  '\uffff',
  'a.b',
  '_',
);
const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'sw', 'key') },
  { weight: 2, arbitrary: oddPart },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => text.replaceAll('\0', '')) },
);

/** Stored names: few parts from a small alphabet, so that they often lie above each other, and the odd ones. */
export const keyNames: fc.Arbitrary<KeyName> = fc
  .tuple(fc.constantFrom(...STORED_NAMESPACES), fc.array(part, { maxLength: 4 }))
  .filter(([, parts]) => !(parts.length === 1 && parts[0] === ''))
  .map(([namespace, parts]) => keyNameOf(namespace, parts));

const longPart = fc
  .tuple(
    fc.constantFrom('x', 'é', 'y'),
    fc.constantFrom(600, 949, 950, 1896, 1900, 1901, 3800, 5000),
    fc.constantFrom('', 'a', '.'),
  )
  .map(([letter, length, end]) => letter.repeat(length) + end);

/** Names around and far beyond what lmdb takes as a key, many of them with the same first thousands of bytes. */
export const longKeyNames: fc.Arbitrary<KeyName> = fc
  .array(fc.oneof(longPart, fc.constantFrom('a', 'b')), { minLength: 1, maxLength: 4 })
  .map((parts) => keyNameOf('user', parts));
