import { typeName } from '#shared/model/checks/value-type.ts';
import type { Metadata } from '#shared/model/key.ts';

/** The type that the metadata name, or null. One that lists several decides nothing. */
export function typeOf(meta: Metadata): string | null {
  const declared = typeName(meta);
  return declared === null || /\s/.test(declared) ? null : declared;
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
