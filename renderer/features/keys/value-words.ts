/** Stands for a value that is shown on demand only; its length says nothing about the value's. */
export const MASK = '••••••••••';

/** More of a value than a cell could ever show. */
const CELL = 300;

/** More than anybody reads of what floats beside the pointer. */
const TITLE = 1_000;

/** What a cell shows of a value: its first line, cut before it costs anything to lay out. Blanks alone stand in quotation marks. */
export function firstLine(value: string): string {
  const end = value.indexOf('\n');
  const line = value.slice(0, end < 0 ? CELL : Math.min(end, CELL));
  return line !== '' && line.trim() === '' ? JSON.stringify(line) : line;
}

/** What pointing at a cell shows of a value. */
export function titleOf(value: string): string {
  return value.length > TITLE ? `${value.slice(0, TITLE)}…` : value;
}
