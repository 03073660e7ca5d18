import { syntactic, type Check } from './check.ts';
import { isNamedColor } from './named-colors.ts';
import { isNormalised } from './normalised.ts';

const HEXADECIMAL = /^#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** `check/rgbcolor`, as libelektra's `rgbcolor` plugin has it. What is written is stored; the plugin hands out a number, and takes it back. */
export const checkColor: Check = ({ name, value, meta }) => {
  if (meta['check/rgbcolor'] === undefined || isNormalised(meta)) return null;
  if (HEXADECIMAL.test(value) || isNamedColor(value)) return null;
  return syntactic(`Key '${name}' with value '${value}' is neither a valid hex formatted color nor a named color`);
};
