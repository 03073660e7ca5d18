import { syntactic, type Check, type Rejection } from './check.ts';
import { isIsoTime } from './iso-time.ts';
import { isTime } from './strptime.ts';

/** As in libelektra's date.h. */
const RFC2822 = ['%a, %d %b %Y %T %z', '%d %b %Y %T %z', '%a, %d %b %Y %H:%M %z', '%d %b %Y %H:%M %z'];
const RFC822 = ['%a, %d %b %y %T %z', '%d %b %y %T %z', '%a, %d %b %y %H:%M %z', '%d %b %y %H:%M %z'];
/** Longer ones are no dates, and many formats are tried. */
const LONGEST = 1_000;

/** `check/date`: POSIX (strptime with `check/date/format`), ISO8601, RFC2822 or RFC822. Words: libelektra's `date` plugin; its unknown kinds refuse nothing here. */
export const checkDate: Check = ({ value, meta }) => {
  const kind = meta['check/date']?.toUpperCase();
  if (kind === undefined || value.length > LONGEST) return null;
  const format = meta['check/date/format'];
  if (kind === 'POSIX' && format !== undefined && format.length <= LONGEST)
    return unless(isTime(value, format), `Date '${value}' doesn't match format string ${format}`);
  if (kind === 'ISO8601' && format !== undefined) {
    const isIso = isIsoTime(value, format);
    if (isIso === 'no format') return syntactic(`Syntax error in ISO8601 format string '${format}'`);
    return unless(isIso, `Date '${value}' doesn't match iso specification ${format}`);
  }
  if (kind === 'RFC2822') return unless(isAny(value, RFC2822), `Date '${value}' doesn't match rfc2822 specification`);
  if (kind === 'RFC822')
    return unless(isAny(value, RFC822), `Date '${value}' doesn't match format string ${format ?? '(null)'}`);
  return null;
};

function unless(fits: boolean | null, reason: string): Rejection | null {
  return fits === false ? syntactic(reason) : null;
}

function isAny(value: string, formats: readonly string[]): boolean | null {
  const answers = formats.map((format) => isTime(value, format));
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
