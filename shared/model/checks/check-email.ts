import { semantic, type Check } from './check.ts';

/**
 * What the expression in libelektra's email.c matches, written so that it needs no backtracking: between two dots it takes an odd number of
 * characters, after the last dot any. A backslash is none of its escapes but one of the characters.
 */
const ATOM = String.raw`[a-zA-Z0-9!#$%&'*+\\/=?^_\`{|}~-]`;
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const ADDRESS = new RegExp(`^${ATOM}+(?:\\.${ATOM}(?:${ATOM}{2})*)*${ATOM}?@${LABEL}(?:\\.${LABEL})*$`);

/** `check/email`, as libelektra's `email` plugin has it: any line may be the address. */
export const checkEmail: Check = ({ name, value, meta }) => {
  if (meta['check/email'] === undefined || value.split('\n').some((line) => ADDRESS.test(line))) return null;
  return semantic(`Value ${value} of key ${name} was not a valid email`);
};
