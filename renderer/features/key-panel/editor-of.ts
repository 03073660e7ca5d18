import { enumValues } from '#shared/model/checks/enum.ts';
import { isFloatType } from '#shared/model/checks/float.ts';
import { integerLimits } from '#shared/model/checks/integer.ts';
import { typeName, valueType } from '#shared/model/checks/value-type.ts';
import { isBinary, isSecret, type KeyState } from '#shared/model/key.ts';
import type { ShownKey } from '../../stores/subject-keys.ts';
import { booleanWordsOf, type BooleanWords } from './boolean-words.ts';
import { numberRangeOf, type NumberRange } from './number-range.ts';
import { isWriteRestricted } from './value-type.ts';

/** From this many characters on, a value gets several lines. */
const LONG = 120;

/** How a value is edited, or why it is not. */
export type Editor =
  | { readonly kind: 'fixed'; readonly reason: 'binary' | 'locked' | 'restricted' | 'role' | 'secret' }
  | { readonly kind: 'secret' }
  | { readonly kind: 'boolean'; readonly words: BooleanWords }
  /** `isOnly`: Elektra refuses anything else. */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly isOnly: boolean }
  | { readonly kind: 'choices'; readonly choices: readonly string[]; readonly delimiter: string }
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'lines' }
  | { readonly kind: 'text' };

/** The editor that fits the metadata. A value that does not fit them can be seen and mended in it. */
export function editorOf({ exists, value, meta, lockedBy, origin }: ShownKey, mayWrite: boolean): Editor {
  // Secret values do not reach those who may not change them.
  if (!mayWrite && isSecret(meta)) return { kind: 'fixed', reason: 'secret' };
  if (lockedBy?.metakeys === null) return { kind: 'fixed', reason: 'locked' };
  // A cluster may set metadata alone: then its value can still be set.
  if (isBinary(meta) || (exists && value === undefined && origin === undefined))
    return { kind: 'fixed', reason: 'binary' };
  if (!mayWrite) return { kind: 'fixed', reason: 'role' };
  if (isWriteRestricted(meta)) return { kind: 'fixed', reason: 'restricted' };
  if (isSecret(meta)) return { kind: 'secret' };
  const text = value ?? '';
  // The other fields would lose its lines.
  return text.includes('\n') ? { kind: 'lines' } : editorOfLine(text, meta);
}

function editorOfLine(value: string, meta: KeyState['meta']): Editor {
  const type = valueType(meta);
  const words = type === 'boolean' ? booleanWordsOf(value, meta) : null;
  if (words !== null) return { kind: 'boolean', words };
  const choices = enumValues(meta);
  const delimiter = enumDelimiter(meta);
  if (choices.length > 0 && delimiter !== null) return { kind: 'choices', choices, delimiter };
  if (choices.length > 0) return { kind: 'choice', choices, isOnly: type === 'enum' };
  // Without a type a range is one of numbers.
  const isNumber =
    integerLimits(type) !== null || isFloatType(type) || (typeName(meta) === null && 'check/range' in meta);
  if (isNumber) return { kind: 'number', range: numberRangeOf(meta) };
  return value.length > LONG ? { kind: 'lines' } : { kind: 'text' };
}

function enumDelimiter(meta: KeyState['meta']): string | null {
  return (meta['check/enum/delimiter'] ?? meta['check/enum/multi']) || null;
}
