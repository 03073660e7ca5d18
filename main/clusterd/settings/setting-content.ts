import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import { utf8Length } from '#shared/model/utf8.ts';
import { givenMetadata, type MetadataChange } from '../keys/metadata.ts';

/** UTF-8 bytes of the longest value; the limit of an elektrad (API.md). */
const VALUE_BYTES = 2 ** 20;

/** @throws ElektraError VALUE_NOT_CARRIED, TOO_LARGE: what every elektrad would refuse */
export function requireCarriedValue(key: string, value: string): void {
  if (value.includes('\0')) throw notCarried(key, 'a zero byte (U+0000)');
  if (/\p{Surrogate}/u.test(value)) throw notCarried(key, 'half of a character (a lone surrogate)');
  if (value.length * 3 <= VALUE_BYTES || utf8Length(value) <= VALUE_BYTES) return;
  throw new ElektraError('TOO_LARGE', `A value has at most ${VALUE_BYTES} bytes; that of ${key} has more.`, {
    data: { limit: VALUE_BYTES },
  });
}

function notCarried(key: string, reason: string): ElektraError {
  const message = `No elektrad can carry the value of ${key} unharmed: it has ${reason}. Nothing was changed.`;
  return new ElektraError('VALUE_NOT_CARRIED', message, { data: { key, reason } });
}

/** By canonical names. @throws ElektraError KEY_NAME_INVALID, VALUE_NOT_CARRIED, TOO_LARGE */
export function givenSettingMetadata(
  name: string,
  entries: readonly { readonly key: string; readonly value: string | null }[],
): MetadataChange {
  const change = givenMetadata(name, entries);
  for (const value of change.values()) if (value !== null) requireCarriedValue(name, value);
  return change;
}

export function sameContent(a: { value: string | null; meta: Metadata }, b: { value: string | null; meta: Metadata }) {
  const [of, other] = [Object.entries(a.meta), Object.entries(b.meta)];
  return (
    a.value === b.value &&
    of.length === other.length &&
    of.every(([metakey, text]) => Object.hasOwn(b.meta, metakey) && b.meta[metakey] === text)
  );
}
