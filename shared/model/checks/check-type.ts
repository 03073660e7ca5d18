import { utf8Length } from '../utf8.ts';
import { normalBoolean } from './boolean.ts';
import { semantic, type Check, type CheckedKey } from './check.ts';
import { enumValues, isEnumValue } from './enum.ts';
import { isFloat, isFloatType } from './float.ts';
import { integerLimits, parseInteger } from './integer.ts';
import { typeName, valueType, type ValueType } from './value-type.ts';

/** `type` and `check/type`. The words are those of libelektra's `type` plugin. */
export const checkType: Check = ({ name, value, meta }) => {
  const wanted = typeName(meta);
  if (wanted === null) return null;
  const type = valueType(meta);
  if (type === null) return semantic(`Unknown type '${wanted}' for key '${name}'`);
  if (fits(type, { name, value, meta })) return null;
  if (type === 'boolean')
    return semantic(`The value '${value}' of key '${name}' could not be converted into a boolean`);
  if (type === 'enum') return semantic(enumWords({ name, value, meta }));
  return semantic(`The type '${type}' failed to match for '${name}' with string '${value}'`);
};

/** An enumeration has words of its own, with another punctuation (elektraTypeSetErrorEnum in types.c). */
function enumWords({ name, value, meta }: CheckedKey): string {
  const allowed = enumValues(meta).map((each) => `'${each}'`);
  const choice =
    allowed.length === 0
      ? "No values are allowed (check/enum is an empty array, or parent isn't set to last element)"
      : `Allowed values: ${allowed.join(' ')}`;
  return `The type 'enum' failed to match for '${name}' with string: '${value}'\n${choice}`;
}

function fits(type: ValueType, { value, meta }: CheckedKey): boolean {
  const limits = integerLimits(type);
  if (limits !== null) {
    const number = parseInteger(value);
    return number !== null && number >= limits.min && number <= limits.max;
  }
  if (isFloatType(type)) return isFloat(value, type);
  if (type === 'boolean') return normalBoolean(value, meta) !== null;
  if (type === 'enum') return isEnumValue(value, meta);
  if (type === 'char' || type === 'octet') return utf8Length(value) === 1;
  if (type === 'wchar') return [...value].length === 1;
  if (type === 'wstring') return value !== '';
  return true;
}
