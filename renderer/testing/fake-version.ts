import { KeyVersion, type Metadata } from '#shared/model/key.ts';

interface Versioned {
  readonly value?: string;
  readonly meta: Metadata;
}

/** As clusterd's: one part for the value, one for the metadata. Here they can be read back. */
export function fakeVersion(stored: Versioned | undefined): KeyVersion {
  if (stored === undefined) return KeyVersion.parse('absent');
  return KeyVersion.parse(`v${coded(stored.value ?? null)}.${coded(stored.meta)}`);
}

/** Whether the key's value is still the one of a version. */
export function isSameValue(basedOn: KeyVersion | undefined, now: Versioned | undefined): boolean {
  return basedOn === undefined || basedOn.split('.')[0] === fakeVersion(now).split('.')[0];
}

/** Whether these metakeys still are as they were at a version. */
export function areSameMetakeys(
  basedOn: KeyVersion | undefined,
  now: Versioned | undefined,
  metakeys: readonly string[],
): boolean {
  if (basedOn === undefined) return true;
  const [, part] = basedOn.split('.');
  const before = part === undefined ? {} : (JSON.parse(decoded(part)) as Metadata);
  return metakeys.every((metakey) => before[metakey] === now?.meta[metakey]);
}

function coded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function decoded(text: string): string {
  const bytes = [...text.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
