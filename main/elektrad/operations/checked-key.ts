import { ElektraError } from '#shared/errors/elektra-error.ts';
import { checkKey, type Checked } from '#shared/model/checks/check-key.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { compilePattern } from '#shared/model/pattern.ts';
import { rejection } from '../kdb/rejection.ts';
import type { StoredKey } from '../ports.ts';

type Rejection = Extract<Checked, { readonly ok: false }>['rejection'];

const WORDS = {
  semantic: { number: 'C03200', description: 'Validation Semantic' },
  syntactic: { number: 'C03100', description: 'Validation Syntactic' },
} as const;

/** What Elektra has against a value, or null. Keys below `spec:` only say what others must be; bytes and null keys have no text to be checked. */
export function problemOf(name: KeyName, value: StoredKey['value'], metadata: Metadata): Rejection | null {
  const checked = checkOf(name, value, metadata);
  return checked === null || checked.ok ? null : checked.rejection;
}

/** The value or its normal form. To be asked for only when there is no problem. */
export function normalForm(name: KeyName, value: StoredKey['value'], metadata: Metadata): StoredKey['value'] {
  const checked = checkOf(name, value, metadata);
  return checked !== null && checked.ok ? checked.value : value;
}

export function refusal({ kind, reason }: Rejection, name: KeyName, file: string | null): ElektraError {
  return rejection({ ...WORDS[kind], reason }, name, file);
}

/** @throws ElektraError VALUE_NOT_CARRIED for what cannot be written as UTF-8 without a zero byte, as Elektra stores text. */
export function requireCarriable(key: KeyName, text: string, what: 'value' | 'metadata'): void {
  const reason = text.includes('\0')
    ? `the ${what} contains the character U+0000, at which Elektra would cut it off`
    : /\p{Surrogate}/u.test(text)
      ? `the ${what} contains half of a character (a lone surrogate), which UTF-8 cannot store`
      : null;
  if (reason === null) return;
  throw new ElektraError('VALUE_NOT_CARRIED', `Nothing was written: ${reason}. Remove it and try again.`, {
    data: { key, reason },
  });
}

function checkOf(name: KeyName, value: StoredKey['value'], meta: Metadata): Checked | null {
  if (typeof value !== 'string' || namespaceOf(name) === 'spec') return null;
  return checkKey({ name, value, meta }, compilePattern);
}
