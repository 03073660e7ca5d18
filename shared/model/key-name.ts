import type * as z from 'zod';
import { KeyNameProblem } from './key-name-problem.ts';
import { canonicalPath, isPlainName } from './key-path.ts';
import { endOfPart, escapePart, readPart, requireCarriable } from './key-part.ts';
import type { Namespace } from './namespace.ts';
import { readNamespace } from './read-namespace.ts';

export { KeyNameProblem } from './key-name-problem.ts';
export { storedPartsOf } from './key-path.ts';

/** A legal key name in canonical form: two keys are the same exactly when their names are the same string. Made by parsing only. */
export type KeyName = string & z.$brand<'KeyName'>;

export type ParsedKeyName =
  { readonly ok: true; readonly name: KeyName } | { readonly ok: false; readonly problem: KeyNameProblem };

/** The canonical form of a legal name in any spelling. Throws KeyNameProblem. */
export function parseKeyName(text: string): KeyName {
  if (isPlainName(text)) return text as KeyName;
  requireCarriable(text);
  const namespace = readNamespace(text);
  const root = rootOf(namespace);
  return (root + canonicalPath(text, root.length - 1).join('/')) as KeyName;
}

export function tryParseKeyName(text: string): ParsedKeyName {
  try {
    return { ok: true, name: parseKeyName(text) };
  } catch (error) {
    if (error instanceof KeyNameProblem) return { ok: false, problem: error };
    throw error;
  }
}

/** The name of unescaped parts in a namespace. Throws KeyNameProblem when there is none (a zero byte, `['']`). */
export function keyNameOf(namespace: Namespace, parts: readonly string[]): KeyName {
  return appendParts(rootOf(namespace), parts);
}

/** The name of a key below another, by unescaped parts. Throws KeyNameProblem as `keyNameOf` does. */
export function joinKeyName(parent: KeyName, ...parts: readonly string[]): KeyName {
  return appendParts(parent, parts);
}

/** The unescaped parts of a name; none for the root of a namespace. */
export function partsOf(name: KeyName): readonly string[] {
  const start = name.indexOf('/') + 1;
  if (start === name.length) return [];
  const isPlain = !name.includes('\\') && !name.includes('/%');
  return isPlain ? name.slice(start).split('/') : splitEscaped(name, start);
}

/** The unescaped last part, `''` for a root. */
export function baseNameOf(name: KeyName): string {
  return readPart(name.slice(lastSlash(name) + 1));
}

/**
 * The name one part shorter, or null for a root. `user:/%/a` has the root as its parent, because `user:/%` is no legal name.
 */
export function parentOf(name: KeyName): KeyName | null {
  const first = name.indexOf('/');
  if (first === name.length - 1) return null;
  const last = lastSlash(name);
  const isBelowLoneEmptyPart = last === first + 2 && name[first + 1] === '%';
  return name.slice(0, last === first || isBelowLoneEmptyPart ? first + 1 : last) as KeyName;
}

/** Whether a name is a descendant of another in the same namespace; a name is not below itself. */
export function isBelow(name: KeyName, ancestor: KeyName): boolean {
  if (name.length <= ancestor.length || !name.startsWith(ancestor)) return false;
  return isRoot(ancestor) || name[ancestor.length] === '/';
}

export function isAtOrBelow(name: KeyName, ancestor: KeyName): boolean {
  return name === ancestor || isBelow(name, ancestor);
}

/**
 * The name with `to` in place of `from`, as a move or a copy of a subtree needs it. Throws RangeError when it is not at or below `from`, and
 * KeyNameProblem when the result would be illegal (the empty part moved directly below a root).
 */
export function replacePrefix(name: KeyName, from: KeyName, to: KeyName): KeyName {
  if (name === from) return to;
  if (!isBelow(name, from)) throw new RangeError(`${name} is not at or below ${from}.`);
  return append(to, name.slice(isRoot(from) ? from.length - 1 : from.length));
}

/** Whether Elektra keeps the name for itself: `system:/elektra` with all below it, and any name with a part `®elektra`. */
export function isReserved(name: KeyName): boolean {
  if (name.includes('®elektra') && partsOf(name).includes('®elektra')) return true;
  return name === 'system:/elektra' || name.startsWith('system:/elektra/');
}

function rootOf(namespace: Namespace): KeyName {
  return (namespace === 'cascading' ? '/' : `${namespace}:/`) as KeyName;
}

function isRoot(name: KeyName): boolean {
  return name.endsWith('/') && name.indexOf('/') === name.length - 1;
}

function appendParts(parent: KeyName, parts: readonly string[]): KeyName {
  return parts.length === 0 ? parent : append(parent, `/${parts.map(escapePart).join('/')}`);
}

/** `path` begins with a slash and is canonical. */
function append(parent: KeyName, path: string): KeyName {
  if (!isRoot(parent)) return (parent + path) as KeyName;
  return path === '/%' ? parseKeyName(parent + path.slice(1)) : ((parent + path.slice(1)) as KeyName);
}

function splitEscaped(name: string, start: number): readonly string[] {
  const parts: string[] = [];
  for (let from = start; from <= name.length;) {
    const end = endOfPart(name, from);
    parts.push(readPart(name.slice(from, end)));
    from = end + 1;
  }
  return parts;
}

/** The index of the last slash that no backslash escapes: one with an even number of backslashes before it. */
function lastSlash(name: KeyName): number {
  for (let slash = name.lastIndexOf('/'); ; slash = name.lastIndexOf('/', slash - 1)) {
    let before = slash;
    while (name[before - 1] === '\\') before -= 1;
    if ((slash - before) % 2 === 0) return slash;
  }
}
