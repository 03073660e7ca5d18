import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isReserved, parseKeyName, KeyNameProblem, type KeyName } from '#shared/model/key-name.ts';
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
  if (!isStoredNamespace(namespaceOf(name))) {
    const namespaces = STORED_NAMESPACES.map((namespace) => `${namespace}:/`).join(' ');
    throw invalidName(text, `${prefixOf(name)} is not stored. Keys can be written below ${namespaces}`);
  }
  if (isReserved(name)) throw readOnly(name);
  return name;
}

/** The canonical name of a metakey, without `meta:/`, with which it may be written. @throws ElektraError KEY_NAME_INVALID */
export function metakeyName(text: string): string {
  const name = canonicalName(text.startsWith('meta:/') ? text : `meta:/${text}`, text);
  const metakey = name.slice('meta:/'.length);
  if (metakey === '') throw invalidName(text, 'The name of a metakey is empty. Write for example check/range.');
  return metakey;
}

function canonicalName(text: string, given = text): KeyName {
  try {
    return parseKeyName(text);
  } catch (problem) {
    if (problem instanceof KeyNameProblem) throw invalidName(given, problem.message);
    throw problem;
  }
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
