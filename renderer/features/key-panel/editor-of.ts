import { isFloatType } from '#shared/model/checks/float.ts';
import { integerLimits } from '#shared/model/checks/integer.ts';
import { valueType } from '#shared/model/checks/value-type.ts';
import { isBinary, isSecret, type KeyState } from '#shared/model/key.ts';
import { booleanWordsOf, type BooleanWords } from './boolean-words.ts';
import { enumChoicesOf } from './enum-choices.ts';
import { numberRangeOf, type NumberRange } from './number-range.ts';
import { isWriteRestricted } from './value-type.ts';

/** From this many characters on, a value gets several lines. */
const LONG = 120;

/** How a value is edited, or why it is not. */
export type Editor =
  | { readonly kind: 'fixed'; readonly reason: 'binary' | 'restricted' | 'role' }
  | { readonly kind: 'secret' }
  | { readonly kind: 'boolean'; readonly words: BooleanWords }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'lines' }
  | { readonly kind: 'text' };

/** The editor that fits the metadata. A value that does not fit them gets a text field, so that it can be mended. */
export function editorOf({ exists, value, meta }: KeyState, mayWrite: boolean): Editor {
  // Secret values do not reach those who may not change them.
  if (!mayWrite && isSecret(meta)) return { kind: 'fixed', reason: 'role' };
  if (isBinary(meta) || (exists && value === undefined)) return { kind: 'fixed', reason: 'binary' };
  if (!mayWrite) return { kind: 'fixed', reason: 'role' };
  if (isWriteRestricted(meta)) return { kind: 'fixed', reason: 'restricted' };
  if (isSecret(meta)) return { kind: 'secret' };
  return editorOfText(value ?? '', meta);
}

function editorOfText(value: string, meta: KeyState['meta']): Editor {
  const type = valueType(meta);
  const words = type === 'boolean' ? booleanWordsOf(value, meta) : null;
  if (words !== null) return { kind: 'boolean', words };
  const choices = enumChoicesOf(meta);
  if (choices !== null && (value === '' || choices.includes(value))) return { kind: 'choice', choices };
  const isNumber = integerLimits(type) !== null || isFloatType(type);
  if (isNumber && !value.includes('\n')) return { kind: 'number', range: numberRangeOf(meta) };
  return value.includes('\n') || value.length > LONG ? { kind: 'lines' } : { kind: 'text' };
}
