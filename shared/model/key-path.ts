import { longArrayPart } from './array-part.ts';
import { KeyNameProblem } from './key-name-problem.ts';
import { canonicalPart, endOfPart, readPart } from './key-part.ts';

const PLAIN_NAME =
  /^(?:(?:meta|spec|proc|dir|user|system|default):)?(?:\/(?:#\d(?=\/|$)|[^/\\.#%\0\ud800-\udfff][^/\\\0\ud800-\udfff]*))+$/;

/** Whether a name is seen to be canonical at a glance, as nearly all of a listing are. It misses some, and never takes a wrong one. */
export function isPlainName(text: string): boolean {
  return PLAIN_NAME.test(text);
}

/**
 * The escaped, canonical parts of a path that begins with a slash at `start`: empty stretches and `.` fall away, `..` takes the part before it
 * with it and stops at the root. Throws KeyNameProblem.
 */
export function canonicalPath(text: string, start: number): readonly string[] {
  const parts: string[] = [];
  for (const { raw, index } of steps(text, start)) {
    // A part that a later `..` takes away must be legal all the same, as in libelektra.
    if (raw === '..') parts.pop();
    else parts.push(canonicalPart(raw, index));
  }
  if (parts.length === 1 && parts[0] === '%') {
    throw new KeyNameProblem(
      'ILLEGAL_PART',
      'The empty part cannot stand alone below a namespace: it would be the root itself. Write the root as user:/ or add a part.',
      { part: '%', index: text.lastIndexOf('%') },
    );
  }
  return parts;
}

/**
 * The unescaped parts of whatever an elektrad calls a key. Total: for legal names they are those of the parsed name, and what our rules forbid
 * but libelektra stores (`user:/%`, `\#`, `a\#10`) is read as libelektra reads it.
 */
export function storedPartsOf(text: string): readonly string[] {
  if (isPlainName(text)) return text.slice(text.indexOf('/') + 1).split('/');
  const prefix = /^[a-z]*:(?=\/)/.exec(text)?.[0] ?? '';
  const parts: string[] = [];
  for (const { raw } of steps(text, prefix.length)) {
    if (raw === '..') parts.pop();
    else parts.push(readPart(longArrayPart(raw) ?? raw));
  }
  return parts;
}

interface Step {
  readonly raw: string;
  readonly index: number;
}

function steps(text: string, start: number): readonly Step[] {
  const found: Step[] = [];
  for (let index = start; index <= text.length;) {
    const end = endOfPart(text, index);
    const raw = text.slice(index, end);
    if (raw !== '' && raw !== '.') found.push({ raw, index });
    index = end + 1;
  }
  return found;
}
