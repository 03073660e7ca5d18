export interface DescribedTime {
  readonly day: 'today' | 'yesterday' | 'other';
  /** The clock for today and yesterday, date and clock otherwise; the year only when it is another one. */
  readonly words: string;
}

/**
 * Words for an instant in the reader's zone.
 * @param at ISO 8601; what cannot be read is given back as it is
 * @param now milliseconds since the epoch
 */
export function describeTime(at: string, now: number, locale: string): DescribedTime {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) {
    return { day: 'other', words: at };
  }
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const days = daysBetween(then, new Date(now));
  if (days === 0 || days === 1) {
    return { day: days === 0 ? 'today' : 'yesterday', words: clock.format(then) };
  }
  const sameYear = then.getFullYear() === new Date(now).getFullYear();
  const date = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
  return { day: 'other', words: `${date.format(then)}, ${clock.format(then)}` };
}

/** Date, clock with seconds and the offset from UTC; what cannot be read is given back as it is. */
export function fullTime(at: string, locale: string): string {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) {
    return at;
  }
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).format(then);
}

function daysBetween(then: Date, now: Date): number {
  // Noon, so that a day of 23 or 25 hours still counts as one.
  const noon = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime();
  return Math.round((noon(now) - noon(then)) / 86_400_000);
}
