import { longArrayPart } from './array-part.ts';
import { KeyNameProblem } from './key-name-problem.ts';

/** A part that reads the same escaped and unescaped, in any position. Most parts are, so this is asked first. */
const PLAIN_PART = /^[^/\\.#%\0\ud800-\udfff][^/\\\0\ud800-\udfff]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A part as it is written in a canonical name. Throws KeyNameProblem for a zero byte and for half of a surrogate pair. */
export function escapePart(part: string): string {
  if (PLAIN_PART.test(part)) return part;
  requireCarriable(part);
  if (part === '') return '%';
  if (isReadAsWhole(part)) return `\\${part}`;
  return part.replace(/[/\\]/g, '\\$&');
}

/** The part that one escaped part stands for; array indices get their underscores. Throws KeyNameProblem. */
export function unescapePart(escaped: string): string {
  requireCarriable(escaped);
  if (escaped === '' || escaped === '.' || escaped === '..') {
    const meaning = escaped === '' ? 'no part' : 'a step in the path';
    throw new KeyNameProblem(
      'ILLEGAL_PART',
      `"${escaped}" is ${meaning}. Write % for the empty part and \\. or \\.. for dots.`,
      { part: escaped, index: 0 },
    );
  }
  const slash = endOfPart(escaped, 0);
  if (slash < escaped.length) {
    throw new KeyNameProblem('ILLEGAL_PART', 'A slash ends a part. Write \\/ for a slash inside it.', {
      part: escaped,
      index: slash,
    });
  }
  return readPart(canonicalPart(escaped, 0));
}

/**
 * The canonical form of one escaped part that holds no bare slash and is no step (`.`, `..`). Throws KeyNameProblem.
 * `index` is where the part starts in the whole text.
 */
export function canonicalPart(escaped: string, index: number): string {
  if (!escaped.includes('\\')) return longArrayPart(escaped) ?? escaped;
  if (escaped.startsWith('\\') && isReadAsWhole(escaped.slice(1))) return escaped;
  for (let at = escaped.indexOf('\\'); at >= 0; at = escaped.indexOf('\\', at + 2)) {
    const next = escaped[at + 1];
    if (next === undefined) {
      throw new KeyNameProblem(
        'TRAILING_BACKSLASH',
        'The name ends in the middle of an escape. Write \\\\ for a backslash.',
        { part: escaped, index: index + at },
      );
    }
    if (next !== '/' && next !== '\\') throw badEscape(escaped, next, index + at);
  }
  return escaped;
}

/** What an escaped part stands for. Total: an escape that our rules forbid gives the character behind it, as libelektra reads it. */
export function readPart(escaped: string): string {
  if (escaped === '%') return '';
  return escaped.includes('\\') ? escaped.replace(/\\([^])/g, '$1') : escaped;
}

/** The index of the first slash at or after `from` that no backslash escapes, or the length of the text. */
export function endOfPart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === '/') return at;
    if (unit === '\\') at += 1;
  }
  return text.length;
}

/** Throws KeyNameProblem when a text cannot be (part of) a name at all: names are UTF-8 without zero bytes. */
export function requireCarriable(text: string): void {
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    throw new KeyNameProblem('ZERO_BYTE', 'A key name cannot contain the character U+0000. Remove it.', {
      index: zero,
    });
  }
  const lone = text.search(LONE_SURROGATE);
  if (lone >= 0) {
    throw new KeyNameProblem(
      'LONE_SURROGATE',
      'The name contains half of a character (a lone surrogate), which UTF-8 cannot store. Remove it or write the whole character.',
      { index: lone },
    );
  }
}

/** Parts that mean something else unless a backslash stands before them: the empty part, steps, indices without underscores. */
function isReadAsWhole(part: string): boolean {
  return part === '%' || part === '.' || part === '..' || longArrayPart(part) !== null;
}

function badEscape(part: string, escaped: string, index: number): KeyNameProblem {
  const rule: Readonly<Record<string, string>> = {
    '.': '\\. is only for the whole parts \\. and \\..',
    '%': '\\% is only for the whole part \\%',
    '#': '\\# is only for a whole part like \\#10, which would otherwise be an array index',
  };
  const reason = rule[escaped] ?? 'only \\/ and \\\\ can stand anywhere in a part';
  return new KeyNameProblem(
    'BAD_ESCAPE',
    `The backslash before "${escaped}" is not allowed: ${reason}. Remove it, or write \\\\ for a backslash.`,
    { part, index },
  );
}
