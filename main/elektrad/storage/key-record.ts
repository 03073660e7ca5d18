import type { StoredKey } from '../ports.ts';

/**
 * How a key is written down, as JSON: `t` is text, `b` bytes in base64, neither of them the null key; `m` the metadata, as pairs because a metakey
 * may have any name (`__proto__`).
 */
export interface KeyRecord {
  readonly t?: string;
  readonly b?: string;
  readonly m?: readonly (readonly [metakey: string, value: string])[];
}

export function recordOf({ value, meta }: StoredKey): KeyRecord {
  const pairs = Object.entries(meta);
  return { ...valueFields(value), ...(pairs.length === 0 ? {} : { m: pairs }) };
}

export function keyOfRecord({ t, b, m = [] }: KeyRecord): StoredKey {
  const value = t ?? (b === undefined ? null : new Uint8Array(Buffer.from(b, 'base64')));
  return { value, meta: Object.fromEntries(m) };
}

function valueFields(value: StoredKey['value']): KeyRecord {
  if (value === null) return {};
  return typeof value === 'string' ? { t: value } : { b: Buffer.from(value).toString('base64') };
}
