/** So much of what two values have in common stands before the first difference. */
const BEFORE = 8;
/** Common beginnings up to here are shown whole. */
const WHOLE = 14;
/** More than ever fits into a line of the panel. */
const SHOWN = 80;

/**
 * What a line shows of a value and of what it becomes, so that the difference is within it: long common beginnings are cut, line breaks are drawn,
 * and blanks alone stand in quotation marks. `''` stays `''`.
 */
export function shownDifference(before: string, after: string): { readonly before: string; readonly after: string } {
  const common = commonLength(before, after);
  const start = common > WHOLE ? common - BEFORE : 0;
  return { before: excerpt(before, start), after: excerpt(after, start) };
}

function commonLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}

function excerpt(value: string, start: number): string {
  if (value !== '' && value.trim() === '') return JSON.stringify(value.slice(0, SHOWN));
  const text = value.slice(start, start + SHOWN).replaceAll('\n', '↵');
  return start === 0 ? text : `…${text}`;
}
