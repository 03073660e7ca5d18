import type { Pattern } from '#shared/model/pattern.ts';
import { splitKeyName } from '../../components/key-name-parts.ts';

/** A text cut around the place where it matches. `match` is empty when it does not within the part that is looked at. */
export interface MatchExcerpt {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** Characters that are looked at: a value may have a mebibyte, and a row is drawn at once. */
const LOOKED_AT = 20_000;
/** Characters kept before the match, of the match, and after it: more than a row shows. */
const BEFORE = 24;
const MATCH = 120;
const AFTER = 120;

/** What a row shows of a value that matched. */
export function matchExcerpt(text: string, pattern: Pattern | null): MatchExcerpt {
  const looked = text.slice(0, LOOKED_AT);
  const found = pattern?.find(looked) ?? null;
  if (found === null) return { before: inOneLine(looked.slice(0, AFTER)), match: '', after: '' };
  const { start, end } = found;
  const cut = start > BEFORE ? `…${looked.slice(start - BEFORE, start)}` : looked.slice(0, start);
  return {
    before: inOneLine(cut),
    match: inOneLine(looked.slice(start, Math.min(end, start + MATCH))),
    after: inOneLine(looked.slice(end, end + AFTER)),
  };
}

/** A key name with what matched in it, split before its last part, which is never cut. */
export function nameExcerpt(
  name: string,
  pattern: Pattern | null,
): { readonly prefix: MatchExcerpt; readonly last: MatchExcerpt } {
  const { start, end } = pattern?.find(name.slice(0, LOOKED_AT)) ?? { start: name.length, end: name.length };
  const { last } = splitKeyName(name);
  const border = name.length - last.length;
  return {
    prefix: withMatch(name.slice(0, border), start, end),
    last: withMatch(last, Math.max(0, start - border), Math.max(0, end - border)),
  };
}

function withMatch(text: string, start: number, end: number): MatchExcerpt {
  return { before: text.slice(0, start), match: text.slice(start, end), after: text.slice(Math.max(start, end)) };
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ↵ ');
}
