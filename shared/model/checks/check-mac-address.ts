import { syntactic, type Check } from './check.ts';
import { isNormalised } from './normalised.ts';

const DIGITS = [
  /^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/,
  /^(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}$/,
  /^[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6}$/,
];
const LARGEST = 2n ** 48n - 1n;

/** `check/macaddr`, forms and words of libelektra's `macaddr` plugin. Any line may be the address, since its expressions match by lines. */
export const checkMacAddress: Check = ({ value, meta }) => {
  if (meta['check/macaddr'] === undefined || isNormalised(meta) || isNumber(value)) return null;
  if (value.split('\n').some((line) => DIGITS.some((form) => form.test(line)))) return null;
  return syntactic(
    `${value} is not in a supported format. Supported formats are:\nXX:XX:XX:XX:XX:XX\nXX-XX-XX-XX-XX-XX\nXXXXXX-XXXXXX\nInteger values (0 - ${LARGEST})`,
  );
};

/** Read by strtoull, which takes a number of 64 bits with a minus sign and wraps it around. */
function isNumber(value: string): boolean {
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)0*([0-9]{1,20})$/.exec(value) ?? [];
  if (digits === undefined) return false;
  const number = BigInt(digits);
  return number < 2n ** 64n && BigInt.asUintN(64, sign === '-' ? -number : number) <= LARGEST;
}
