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
  const mismatch = `The type '${type}' failed to match for '${name}' with string '${value}'`;
  return semantic(type === 'enum' ? `${mismatch}. Allowed values: ${enumValues(meta).join(', ')}` : mismatch);
};

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
  return true;
}
