import type { CompilePattern } from '../pattern.ts';
import type { Metadata } from '../key.ts';
import { syntactic, type Check } from './check.ts';
import { inBytes, posixToRe2, type PosixOptions } from './posix-pattern.ts';

/** Longer expressions are left to the host: they could take seconds to compile. */
const LONGEST = 4_096;

/** So are values on which they could take a second to try, in UTF-16 units times steps of the expression. */
const MOST_STEPS = 2 ** 25;

/**
 * `check/validation`: a POSIX extended regular expression that is found in the value; with `/match` `LINE` it is a whole line, with `WORD` a whole word;
 * with `/ignorecase` and `/invert` (whatever they hold) as these say. Words: libelektra's `validation` plugin. An expression that RE2 cannot have,
 * back references for example, is left to the host.
 */
export const checkValidation: Check = ({ name, value, meta }, compile) => {
  const expression = meta['check/validation'];
  if (expression === undefined || compile === undefined || !isExtended(meta)) return null;
  if (expression.length > LONGEST) return null;
  const match = (meta['check/validation/match'] ?? '').toUpperCase();
  const source = match === 'LINE' || match === 'WORD' ? `^${expression}$` : expression;
  const texts = match === 'WORD' ? value.split(/[ \t\n]+/).filter((word) => word !== '') : [value];
  const options = { byLines: match === 'LINE', ignoreCase: meta['check/validation/ignorecase'] !== undefined };
  const found = isFound(source, texts, options, compile);
  const inverted = meta['check/validation/invert'] !== undefined;
  if (found === null || found.includes(!inverted)) return null;
  const why = meta['check/validation/message'] ?? (inverted ? 'Success' : 'No match');
  return syntactic(`The key '${name}' with value '${value}' does not confirm to '${source}'. Reason: ${why}`);
};

/**
 * Whether it is found, as hosts may see it: with the characters of UTF-8, and with bytes as in the locale C, which elektrad runs in. Null when that
 * cannot be decided here.
 */
function isFound(
  source: string,
  texts: readonly string[],
  options: PosixOptions,
  compile: CompilePattern,
): readonly boolean[] | null {
  const plain = /^[\0-\x7f]*$/.test(source + texts.join(''));
  const views = plain
    ? [{ source, texts, wide: false }]
    : [
        { source, texts, wide: true },
        { source: inBytes(source), texts: texts.map(inBytes), wide: false },
      ];
  const found: boolean[] = [];
  for (const view of views) {
    const translated = posixToRe2(view.source, { ...options, wide: view.wide });
    const compiled = translated === null ? null : compile(translated);
    if (compiled === null || !compiled.ok) return null;
    const { pattern } = compiled;
    if (view.texts.reduce((sum, text) => sum + text.length, 0) * pattern.size > MOST_STEPS) return null;
    found.push(view.texts.some((text) => pattern.test(text)));
  }
  return found;
}

/** libelektra knows basic expressions by name only, and not the same in all its versions. */
function isExtended(meta: Metadata): boolean {
  const type = meta['check/validation/type'];
  return type === undefined || type.toUpperCase() === 'ERE';
}
