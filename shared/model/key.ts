import * as z from 'zod';
import { KeyLock } from './key-lock.ts';

/** The longest key name taken from a caller, in UTF-16 units. Elektra has no limit; URLs and requests do. */
const KEY_NAME_LIMIT = 65_536;

/**
 * A key name as text: what a person types or an elektrad lists. Legality is decided by `parseKeyName`, so that a bad name is KEY_NAME_INVALID
 * with its reason, and names which libelektra stores against its own rules can still be shown.
 */
export const KeyNameText = z
  .string()
  .min(1)
  .max(KEY_NAME_LIMIT)
  .meta({ description: 'A key name, for example user:/sw/app/#0/current/port' });

/** The name of a metakey as text, without `meta:/`. Its legality is decided as that of a key name. */
export const MetakeyText = z
  .string()
  .min(1)
  .max(KEY_NAME_LIMIT)
  .meta({ description: 'The name of a metakey, for example check/range' });

/**
 * Opaque: keyed hashes of the value and of each metakey. Two equal versions of a key mean that neither changed.
 * Travels as `ETag` and `If-Match`.
 */
export const KeyVersion = z
  .string()
  .regex(/^[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)?$/)
  .max(32_768)
  .brand('KeyVersion')
  .meta({ description: 'The version of a key, as answered by a read' });
export type KeyVersion = z.output<typeof KeyVersion>;

export const Metadata = z
  .record(z.string(), z.string())
  .meta({ description: 'Metadata by metakey name, without the namespace' });
export type Metadata = Readonly<Record<string, string>>;

/** One key as it is now. `value` is absent when the key is missing, binary or null (then `meta` has `binary`). */
export const KeyState = z
  .strictObject({
    key: z.string(),
    exists: z.boolean(),
    value: z.string().optional(),
    meta: Metadata,
    version: KeyVersion,
    /** The cluster that keeps it, or some of its metadata, to itself; absent: none. */
    lockedBy: KeyLock.optional(),
  })
  .meta({ id: 'KeyState' });
export type KeyState = z.output<typeof KeyState>;

/** Whether the metadata says that the value is not text (binary data, or a null key). */
export function isBinary(meta: Metadata): boolean {
  return Object.hasOwn(meta, 'binary');
}

/** Whether the value is for those only who may change it: Elektra encrypts such keys (`crypto/encrypt`, `gpg/binary`). */
export function isSecret(meta: Metadata): boolean {
  const encrypt = meta['crypto/encrypt'];
  return (encrypt !== undefined && encrypt !== '0') || Object.hasOwn(meta, 'gpg/binary');
}
