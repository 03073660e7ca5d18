import { utf8Length } from '../utf8.ts';
import { semantic, type Check } from './check.ts';

/** `check/length/max`: the most bytes of UTF-8, not characters. Words: libelektra's `length` plugin. */
export const checkLength: Check = ({ name, value, meta }) => {
  const text = meta['check/length/max'];
  if (text === undefined || text === '') return null;
  const digits = /^[ \t\n\v\f\r]*\+?0*([0-9]{1,20})$/.exec(text)?.[1];
  if (digits === undefined || BigInt(digits) >= 2n ** 64n)
    return semantic(
      `Couldn't read check/length/max value '${text}' on key '${name}'. It should be a non-negative integer.`,
    );
  const length = utf8Length(value);
  if (BigInt(length) <= BigInt(digits)) return null;
  return semantic(
    `Length check of key '${name}' with value '${value}' failed. Maximum length is ${digits} but the given string has length ${length}`,
  );
};
