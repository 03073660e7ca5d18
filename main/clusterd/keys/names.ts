import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf, STORED_NAMESPACES } from '#shared/model/namespace.ts';
import { isOwnKey } from '#shared/model/own-keys.ts';

/**
 * The name of a key that is to be read: canonical where our rules know it, otherwise as it is, because libelektra stores some names that its own rules
 * forbid and they must stay visible. @throws ElektraError KEY_NAME_INVALID
 */
export function readableName(text: string): string {
  const parsed = tryParseKeyName(text);
  if (parsed.ok) {
    if (namespaceOf(parsed.name) === 'cascading') throw invalidName(text, `A cascading name cannot be read. ${WHICH}`);
    return parsed.name;
  }
  if (isStoredNamespace(namespaceOf(text)) && !text.includes('\0')) return text;
  throw invalidName(text, parsed.problem.message);
}

const WHICH = `Begin it with one of ${STORED_NAMESPACES.map((namespace) => `${namespace}:/`).join(' ')}`;

/**
 * The canonical name of a key that is to be written. A write to `proc:` kills the field's elektrad, and it accepts `default:` and `/` without ever
 * storing them, so they are refused here. @throws ElektraError KEY_NAME_INVALID
 */
export function writableName(text: string): KeyName {
  const parsed = tryParseKeyName(text);
  if (!parsed.ok) throw invalidName(text, parsed.problem.message);
  refuseOwnKey(parsed.name);
  if (isStoredNamespace(namespaceOf(parsed.name))) return parsed.name;
  throw invalidName(text, `Nothing is stored in this namespace. ${WHICH}`);
}

/**
 * The canonical name of a key at or below `parent` that is to be written: relative to it (the empty text is the parent itself), as old clients send
 * it, or whole. @throws ElektraError KEY_NAME_INVALID
 */
export function nameAtOrBelow(parent: KeyName, text: string): KeyName {
  if (text === '') return parent;
  const isWhole = !text.startsWith('/') && namespaceOf(text) !== null;
  const name = writableName(isWhole ? text : `${parent}/${text}`);
  if (isAtOrBelow(name, parent)) return name;
  throw invalidName(
    text,
    `The key ${name} is not below ${parent}. Write it relative to ${parent}, or as a name below it.`,
  );
}

/**
 * The canonical name of a metakey, without `meta:/`. The field's elektrad stores some bad ones under an empty name, with a success answer.
 * @throws ElektraError KEY_NAME_INVALID
 */
export function metakeyName(text: string): string {
  const parsed = tryParseKeyName(text.startsWith(META) ? text : META + text);
  if (!parsed.ok) throw invalidName(text, parsed.problem.message);
  const metakey = parsed.name.slice(META.length);
  if (metakey === '') throw invalidName(text, 'A metakey has a name. Write for example check/range.');
  return metakey;
}

const META = 'meta:/';

/** The name of a key that is to be removed: it may be one that only a look at the database could have produced. */
export function removableName(text: string): string {
  return tryParseKeyName(text).ok ? writableName(text) : readableName(text);
}

/** @throws ElektraError KEY_NAME_INVALID for a canonical name of what clusterd keeps for itself. */
export function refuseOwnKey(name: string): void {
  if (!isOwnKey(name)) return;
  throw invalidName(
    name,
    `${name} is clusterd's own: it says which database this is, and is left out of every act. Choose another name.`,
  );
}

export function invalidName(key: string, reason: string): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', reason, { data: { key, reason } });
}
