/** Stands for a value that is shown on demand only; its length says nothing about the value's. */
export const MASK = '••••••••••';

/** More of a value than a cell could ever show. */
const CELL = 300;

/** What a cell shows of a value: its first line, cut before it costs anything to lay out. */
export function firstLine(value: string): string {
  const end = value.indexOf('\n');
  return value.slice(0, end < 0 ? CELL : Math.min(end, CELL));
}
