import { utf8Length, writeUtf8 } from '../utf8.ts';
import { literal, readBracket } from './posix-bracket.ts';

export interface PosixOptions {
  /** `REG_NEWLINE`: `^` and `$` also stand at the ends of lines, and `.` is no newline. */
  readonly byLines: boolean;
  readonly ignoreCase: boolean;
}

const REPEAT = /[*+?]|\{(?:([0-9]{1,5})(,?)([0-9]{0,5})|,([0-9]{1,5}))\}/y;
/** GNU's own escapes, in RE2's terms. */
const ESCAPES: Readonly<Record<string, string>> = {
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[[:space:]]',
  S: '[^[:space:]]',
  b: String.raw`\b`,
  B: String.raw`\B`,
};

/**
 * A POSIX extended regular expression in RE2's syntax; null for what RE2 does not have (back references, collating elements, a repetition of a
 * repetition) and what implementations disagree about or refuse.
 * @param options.wide whether classes such as `[:alpha:]` go beyond ASCII
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap09.html
 */
export function posixToRe2(source: string, options: PosixOptions & { readonly wide: boolean }): string | null {
  let out = `(?${options.byLines ? 'm' : 's'}${options.ignoreCase ? 'i' : ''})`;
  let depth = 0;
  let canRepeat = false;
  for (let at = 0; at < source.length;) {
    REPEAT.lastIndex = at;
    const repeat = REPEAT.exec(source)?.[0];
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (repeat !== undefined) {
      if (!canRepeat) return null;
      out += repeat.replace('{,', '{0,');
      at += repeat.length;
      canRepeat = false;
      continue;
    }
    at += character.length;
    canRepeat = character !== '(' && character !== '|' && character !== '^' && character !== '$';
    if (character === '[') {
      const bracket = readBracket(source, at, options);
      if (bracket === null) return null;
      out += bracket.re2;
      at = bracket.end;
    } else if (character === '\\') {
      const escaped = escapeOf(source.charAt(at), options.wide);
      if (escaped === null) return null;
      out += escaped;
      at += 1;
    } else if (character === '{') return null;
    else if (character === ')' && depth === 0) return null;
    else {
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      out += character === '(' ? '(?:' : /[.^$|)]/.test(character) ? character : literal(character);
    }
  }
  return depth === 0 ? out : null;
}

function escapeOf(escaped: string, wide: boolean): string | null {
  if (Object.hasOwn(ESCAPES, escaped)) return wide ? null : (ESCAPES[escaped] ?? null);
  return /^[!-/:;=?@[-_{|}~ ]$/.test(escaped) && escaped !== "'" ? literal(escaped) : null;
}

/** Each byte of the text's UTF-8 as one character. */
export function inBytes(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\u{fffd}');
  const bytes = new Uint8Array(utf8Length(wellFormed));
  writeUtf8(wellFormed, bytes, 0);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4_096) parts.push(String.fromCharCode(...bytes.subarray(at, at + 4_096)));
  return parts.join('');
}
