import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, isReserved, parseKeyName, KeyNameProblem, type KeyName } from '#shared/model/key-name.ts';
import { KeyNameText } from '#shared/model/key.ts';
import { isStoredNamespace, namespaceOf, STORED_NAMESPACES } from '#shared/model/namespace.ts';
import { rejection } from './rejection.ts';

/** The whole database, above all namespaces. */
export const ROOT = '/';

/** The canonical name a caller means; null: the whole database. @throws ElektraError KEY_NAME_INVALID */
export function readableName(text: string): KeyName | null {
  const name = canonicalName(text);
  const namespace = namespaceOf(name);
  if (name === ROOT) return null;
  if (namespace === 'cascading') {
    throw invalidName(text, `A key is read in one namespace. Write for example user:${name} in place of ${name}.`);
  }
  if (namespace === 'meta') {
    throw invalidName(text, 'A name in meta:/ is the name of a metakey. Ask for the key that has it.');
  }
  return name;
}

/**
 * The canonical name of a key that can be stored.
 * @throws ElektraError KEY_NAME_INVALID, or ELEKTRA_REJECTED for what Elektra keeps for itself
 */
export function writableName(text: string): KeyName {
  const name = canonicalName(text);
  requireWritable(name, text);
  return name;
}

/** @throws ElektraError as `writableName` does */
export function requireWritable(name: KeyName, text: string = name): void {
  if (!isStoredNamespace(namespaceOf(name))) {
    const namespaces = STORED_NAMESPACES.map((namespace) => `${namespace}:/`).join(' ');
    throw invalidName(text, `${prefixOf(name)} is not stored. Keys can be written below ${namespaces}`);
  }
  if (isReserved(name)) throw readOnly(name);
  if (!KeyNameText.safeParse(name).success) throw invalidName(text, 'The name would be longer than requests can be.');
}

/**
 * The name of a key that can be stored at or below `parent`: relative to it (the empty text is the parent itself), or whole.
 * @throws ElektraError KEY_NAME_INVALID, or ELEKTRA_REJECTED
 */
export function nameAtOrBelow(parent: KeyName, text: string): KeyName {
  if (text === '') return parent;
  const name = writableName(namespaceOf(text) === null || text.startsWith('/') ? `${parent}/${text}` : text);
  if (isAtOrBelow(name, parent)) return name;
  throw invalidName(
    text,
    `The key ${name} is not below ${parent}. Write it relative to ${parent}, or as a name below it.`,
  );
}

/** What `work` makes, which may be no legal name. @throws ElektraError KEY_NAME_INVALID */
export function legalName(given: string, work: () => KeyName): KeyName {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof KeyNameProblem) throw invalidName(given, problem.message);
    throw problem;
  }
}

/** The canonical name of a metakey, without `meta:/`, with which it may be written. @throws ElektraError KEY_NAME_INVALID */
export function metakeyName(text: string): string {
  const name = canonicalName(text.startsWith('meta:/') ? text : `meta:/${text}`, text);
  const metakey = name.slice('meta:/'.length);
  if (metakey === '') throw invalidName(text, 'The name of a metakey is empty. Write for example check/range.');
  return metakey;
}

function canonicalName(text: string, given = text): KeyName {
  return legalName(given, () => parseKeyName(text));
}

function invalidName(key: string, reason: string): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', reason, { data: { key, reason } });
}

function prefixOf(name: KeyName): string {
  return name.slice(0, name.indexOf('/') + 1);
}

/** In the words that the field has for its read-only parts. */
function readOnly(name: KeyName): ElektraError {
  const reason = name.startsWith('system:/elektra')
    ? "The data under the mountpoint 'system:/elektra' was changed since kdbGet(), but the mountpoint was intialized as read-only. The changes will not be stored."
    : `The key name '${name}' has the part '®elektra', which is reserved for Elektra.`;
  return rejection({ number: 'C01320', description: 'Interface', reason }, name, null);
}
