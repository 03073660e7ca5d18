import type { KeyName } from './key-name.ts';
import { storedPartsOf } from './key-path.ts';
import { NAMESPACES, namespaceOf } from './namespace.ts';
import { utf8Length, utf8Rank, writeUtf8 } from './utf8.ts';

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** Ends a part in unescaped names, which hold no zero byte otherwise, so that a part sorts before all that it is the beginning of. */
const ZERO = 0;

/**
 * Elektra's order, negative, 0 or positive: by namespace, then bytewise by unescaped parts, each key before what is below it
 * (`/key`, `/key/sub`, `/key.1`). Takes canonical names and, for listings of the field, the illegal ones that `storedPartsOf` reads.
 */
export function compareKeyNames(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === a.length && at === b.length) return 0;
  if (at <= a.indexOf('/')) return namespaceByte(a) - namespaceByte(b);
  if (needsUnescaping(a, b, at)) return compareUnescaped(unescapedPath(a), unescapedPath(b));
  return rankAt(a, at, SLASH) - rankAt(b, at, SLASH);
}

/**
 * Bytes whose plain order is that of `compareKeyNames`, one sequence per name: the namespace's number, then for each part a zero byte and the
 * unescaped part in UTF-8. What is below a name therefore lies from its bytes and a 0 to (exclusive) its bytes and a 1.
 */
export function keySortBytes(name: KeyName): Uint8Array {
  const path = unescapedPath(name);
  const bytes = new Uint8Array(1 + utf8Length(path));
  bytes[0] = namespaceByte(name);
  writeUtf8(path, bytes, 1);
  return bytes;
}

/** libelektra's number of the namespace, from 1; 0 for a text that has none. */
function namespaceByte(text: string): number {
  const namespace = namespaceOf(text);
  return namespace === null ? 0 : NAMESPACES.indexOf(namespace) + 1;
}

/** Whether the texts, which first differ at `at`, cannot be compared there as they are written. */
function needsUnescaping(a: string, b: string, at: number): boolean {
  const unitOfA = a.charCodeAt(at);
  const unitOfB = b.charCodeAt(at);
  if (unitOfA === BACKSLASH || unitOfB === BACKSLASH) return true;
  const before = a.charCodeAt(at - 1);
  if (before === BACKSLASH) return true;
  return before === SLASH && (unitOfA === PERCENT || unitOfB === PERCENT);
}

function compareUnescaped(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return rankAt(a, at, ZERO) - rankAt(b, at, ZERO);
}

/** The end of the name sorts lowest, then the end of a part. */
function rankAt(text: string, at: number, separator: number): number {
  if (at >= text.length) return -1;
  const unit = text.charCodeAt(at);
  return unit === separator ? 0 : utf8Rank(unit);
}

function unescapedPath(name: string): string {
  const isPlain = !name.includes('\\') && !name.includes('/%');
  const path = name.slice(name.indexOf('/'));
  if (isPlain) return path === '/' ? '' : path.replaceAll('/', '\0');
  return storedPartsOf(name)
    .map((part) => `\0${part}`)
    .join('');
}
