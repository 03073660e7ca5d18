import { semantic, type Check } from './check.ts';

/** As libelektra's `ipaddr` plugin has them: groups may be empty, which its count of colons and `::` then judge (validateIPv6 in ipaddr.c). */
const GROUPS = /^(?::(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{1,4}|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){1,7})$/;
const GROUPS_AND_QUAD =
  /^(?::(?:[0-9A-Fa-f]{0,4}:){1,4}[0-9A-Fa-f]{1,4}|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){1,5})(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/;
const QUAD = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/;
/** What getaddrinfo also takes for an IPv4 address: one to four numbers, decimal, octal or hexadecimal (inet_aton). */
const CLASSIC = /^(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]+|[0-9]+)){0,3}$/;

/**
 * `check/ipaddr`: `ipv4`, `ipv6`, or anything else for both. libelektra has two plugins for it, `ipaddr` and `network`; what one of them takes is
 * taken. Without a version `network` also takes names of hosts, which only the host can look up.
 */
export const checkAddress: Check = ({ name, value, meta }) => {
  const version = meta['check/ipaddr'];
  if (version === undefined || fits(version, value)) return null;
  return semantic(`Validation of key ${name} with value ${value} failed`);
};

function fits(version: string, value: string): boolean {
  if (version === 'ipv4') return isIpv4(value);
  if (version === 'ipv6') return isIpv6(value);
  return isIpv4(value) || isIpv6(value) || mayBeHostName(value);
}

function isIpv4(value: string): boolean {
  // The plugin looks at each line, and at the numbers of the first only.
  const lines = value.split('\n');
  if (lines.length > 1) return lines.some((line) => QUAD.test(line));
  return (QUAD.test(value) && isQuad(value)) || (CLASSIC.test(value) && isClassic(value));
}

function isQuad(text: string): boolean {
  return QUAD.test(text) && text.split('.').every((number) => Number(number) <= 255);
}

function isClassic(text: string): boolean {
  const numbers = text.split('.').map((each) => (/^0[0-7]+$/.test(each) ? parseInt(each, 8) : Number(each)));
  const last = numbers.pop() ?? 0;
  return numbers.every((number) => number <= 255) && last < 256 ** (4 - numbers.length);
}

function isIpv6(value: string): boolean {
  return value.split('\n').some((line) => isIpv6Line(line.replace(/%.*$/s, '')));
}

function isIpv6Line(text: string): boolean {
  return isTextualIpv6(text) || isIpv6OfPlugin(text);
}

/** As inet_pton reads it: eight groups, or fewer and one `::`; an IPv4 address may stand for the last two. */
function isTextualIpv6(text: string): boolean {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.') && !isQuad(tail)) return false;
  const whole = tail.includes('.') ? `${text.slice(0, text.length - tail.length)}0:0` : text;
  const sides = whole.split('::');
  const groups = sides.flatMap((side) => (side === '' ? [] : side.split(':')));
  if (sides.length > 2 || !groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return sides.length === 2 ? groups.length < 8 : groups.length === 8;
}

function isIpv6OfPlugin(text: string): boolean {
  const colons = text.split(':').length - 1;
  if (colons > 7 || (colons < 7 && !text.includes('::'))) return false;
  return GROUPS.test(text) || (GROUPS_AND_QUAD.test(text) && isQuad(text.slice(text.lastIndexOf(':') + 1)));
}

function mayBeHostName(value: string): boolean {
  return value !== '' && !/[\s:]/.test(value);
}
