import { ElektraError } from '#shared/errors/elektra-error.ts';
import { tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf, STORED_NAMESPACES } from '#shared/model/namespace.ts';

/**
 * The name of a key that is to be read: canonical where our rules know it, otherwise as it is, because libelektra stores some names that its own rules
 * forbid and they must stay visible. @throws ElektraError KEY_NAME_INVALID
 */
export function readableName(text: string): string {
  const parsed = tryParseKeyName(text);
  if (parsed.ok) {
    if (namespaceOf(parsed.name) === 'cascading') throw invalid(text, `A cascading name cannot be read. ${WHICH}`);
    return parsed.name;
  }
  if (isStoredNamespace(namespaceOf(text)) && !text.includes('\0')) return text;
  throw invalid(text, parsed.problem.message);
}

const WHICH = `Begin it with one of ${STORED_NAMESPACES.map((namespace) => `${namespace}:/`).join(' ')}`;

/**
 * The canonical name of a key that is to be written. A write to `proc:` kills the field's elektrad, and it accepts `default:` and `/` without ever
 * storing them, so they are refused here. @throws ElektraError KEY_NAME_INVALID
 */
export function writableName(text: string): KeyName {
  const parsed = tryParseKeyName(text);
  if (!parsed.ok) throw invalid(text, parsed.problem.message);
  if (isStoredNamespace(namespaceOf(parsed.name))) return parsed.name;
  throw invalid(text, `Nothing is stored in this namespace. ${WHICH}`);
}

/** The name of a key that is to be removed: it may be one that only a look at the database could have produced. */
export function removableName(text: string): string {
  return tryParseKeyName(text).ok ? writableName(text) : readableName(text);
}

function invalid(key: string, reason: string): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', reason, { data: { key, reason } });
}
