import type { Metadata } from '#shared/model/key.ts';

/** Whole numbers Elektra knows, by the name of their type, with their limits. Compared as integers of any length, never as doubles. */
export const WHOLE_NUMBERS: Readonly<
  Record<string, { readonly bits: number; readonly min: bigint; readonly max: bigint }>
> = {
  short: signed(16),
  unsigned_short: unsigned(16),
  long: signed(32),
  unsigned_long: unsigned(32),
  long_long: signed(64),
  unsigned_long_long: unsigned(64),
  octet: unsigned(8),
};

export const FLOATING_NUMBERS: readonly string[] = ['float', 'double', 'long_double'];

/** The type that the metadata give a value, or null. `check/type` may list several; then it decides nothing. */
export function typeOf(meta: Metadata): string | null {
  const declared = meta['type'] ?? meta['check/type'] ?? '';
  return declared === '' || /\s/.test(declared) ? null : declared;
}

/** Values that are shown on demand only. */
export function isSecret(meta: Metadata): boolean {
  return isOn(meta['crypto/encrypt']) || 'gpg/binary' in meta;
}

export function isWriteRestricted(meta: Metadata): boolean {
  return isOn(meta['restrict/write']);
}

export function isRemoveRestricted(meta: Metadata): boolean {
  return isOn(meta['restrict/remove']);
}

function isOn(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

function signed(bits: number) {
  const half = 2n ** BigInt(bits - 1);
  return { bits, min: -half, max: half - 1n };
}

function unsigned(bits: number) {
  return { bits, min: 0n, max: 2n ** BigInt(bits) - 1n };
}
