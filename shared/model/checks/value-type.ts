import type { Metadata } from '../key.ts';

/** The types of libelektra's `type` plugin (src/plugins/type/type.c), in its order. */
export const VALUE_TYPES = [
  'any',
  'string',
  'wstring',
  'char',
  'wchar',
  'octet',
  'short',
  'long',
  'long_long',
  'unsigned_short',
  'unsigned_long',
  'unsigned_long_long',
  'float',
  'double',
  'long_double',
  'boolean',
  'enum',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** The name in the metadata, known or not; null when there is none. `check/type` comes before `type`. */
export function typeName(meta: Metadata): string | null {
  const name = meta['check/type'] ?? meta['type'] ?? '';
  return name === '' ? null : name;
}

/** Null when there is no type, or none that Elektra knows. */
export function valueType(meta: Metadata): ValueType | null {
  const name = typeName(meta);
  return VALUE_TYPES.find((type) => type === name) ?? null;
}
