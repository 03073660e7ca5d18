import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import { utf8Length } from '#shared/model/utf8.ts';
import { givenMetadata, type MetadataChange } from '../keys/metadata.ts';

/** UTF-8 bytes of the longest value; the limit of an elektrad (API.md). */
const VALUE_BYTES = 2 ** 20;

/** @throws ElektraError VALUE_NOT_CARRIED, TOO_LARGE */
export function requireCarriedValue(key: string, value: string): void {
  if (value.includes('\0')) {
    throw new ElektraError('VALUE_NOT_CARRIED', `No elektrad can carry a zero byte (U+0000), which ${key} would get.`, {
      data: { key, reason: 'a zero byte' },
    });
  }
  if (value.length * 3 <= VALUE_BYTES || utf8Length(value) <= VALUE_BYTES) return;
  throw new ElektraError('TOO_LARGE', `A value has at most ${VALUE_BYTES} bytes; that of ${key} has more.`, {
    data: { limit: VALUE_BYTES },
  });
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
