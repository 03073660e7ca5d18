import { isReserved, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf } from '#shared/model/namespace.ts';
import { invalidName, refuseOwnKey } from '../keys/names.ts';

const WHICH = 'Settings are in system:, user:, dir: or spec:.';

/**
 * The canonical name of a key that a cluster is to set. @throws ElektraError KEY_NAME_INVALID, in words that say why no cluster can set it
 */
export function settingName(text: string): KeyName {
  const name = settingPlace(text);
  if (name.endsWith(':/')) {
    throw invalidName(text, `${name} is the root of a namespace, and no key. Write the name of a key below it.`);
  }
  if (isReserved(name)) {
    throw invalidName(
      text,
      `${name} belongs to Elektra itself, which every host keeps for itself. Choose another name.`,
    );
  }
  refuseOwnKey(name);
  return name;
}

/** The canonical name of where settings are, or may be, below; also a root. @throws ElektraError KEY_NAME_INVALID */
export function settingPlace(text: string): KeyName {
  const parsed = tryParseKeyName(text);
  if (!parsed.ok) throw invalidName(text, parsed.problem.message);
  const { name } = parsed;
  const namespace = namespaceOf(name);
  if (isStoredNamespace(namespace)) return name;
  if (namespace === 'cascading') {
    throw invalidName(text, `${name} is looked up in all namespaces and stored in none. Write system:${name} instead.`);
  }
  throw invalidName(text, `${namespace}: is not kept on a host, so a cluster cannot set it. ${WHICH}`);
}
