const MOST = 8;

/** Names in a line; of many the first ones and how many more there are. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length <= MOST ? shown : `${shown} and ${names.length - MOST} more`;
}

/** `1 instance`, `12 instances`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
