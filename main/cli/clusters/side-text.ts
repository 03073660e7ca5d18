const LONGEST = 60;

/** A key as lines show it: its value in quotes, its metadata behind it. */
interface Side {
  readonly value: string | null;
  readonly meta: Readonly<Record<string, string>>;
}

export function sideText(side: Side | null): string {
  if (side === null) return '(no key)';
  const metadata = Object.entries(side.meta).map(([name, value]) => `${name}=${short(value)}`);
  const words = [...(side.value === null ? [] : [short(side.value)]), ...metadata];
  return words.length === 0 ? '(as it is)' : words.join(' ');
}

/** In quotes and on one line, cut where it is long. */
function short(text: string): string {
  return JSON.stringify(text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
}
