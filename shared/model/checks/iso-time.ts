import { isTime } from './strptime.ts';

type Completeness = 'complete' | 'reduced' | 'truncated';
type Form = readonly [completeness: Completeness, basic: string, extended: string | null];

/** The formats of libelektra's date.h. */
const CALENDAR: readonly Form[] = [
  ['complete', '%Y%m%d', '%F'],
  ['reduced', '%Y-%m', null],
  ['reduced', '%Y', null],
  ['reduced', '%C', null],
  ['truncated', '%y%m%d', '%y-%m-%d'],
  ['truncated', '-%y%m', '-%y-%m'],
  ['truncated', '-%y', null],
  ['truncated', '--%m%d', '--%m-%d'],
  ['truncated', '--%m', null],
  ['truncated', '---%d', null],
];
const ORDINAL: readonly Form[] = [
  ['complete', '%Y%j', '%Y-%j'],
  ['truncated', '%y%j', '%y-%j'],
  ['truncated', '-%j', null],
];
const WEEK: readonly Form[] = [
  ['complete', '%GW%V%u', '%G-W%V-%u'],
  ['reduced', '%GW%V', '%G-W%V'],
  ['truncated', '%gW%V%u', '%g-W%V-%u'],
  ['truncated', '%gW%V', '%g-W%V'],
  ['truncated', '-W%V%u', '-%W%V-%u'],
  ['truncated', '-W%V', null],
  ['truncated', '-W-%u', null],
  ['truncated', '---%u', null],
];
const TIME_OF_DAY: readonly Form[] = [
  ['complete', '%H%M%S', '%T'],
  ['complete', '%H%M%S,%Y', '%T,%Y'],
  ['reduced', '%H%M', '%R'],
  ['reduced', '%H', null],
  ['reduced', '%H%M,%Y', '%R,%Y'],
  ['reduced', '%H,%Y', null],
  ['truncated', '-%M%S', '-%M:%S'],
  ['truncated', '-%M', null],
  ['truncated', '--%S', null],
  ['truncated', '%H,%Y', null],
  ['truncated', '-%M,%Y', null],
  ['truncated', '-%M%S,%Y', '-%M:%S,%Y'],
  ['truncated', '-%S,%Y', null],
];
const UTC: readonly Form[] = [
  ['complete', '%H%M%S%Z', '%T%Z'],
  ['complete', '%H%M%S%z', '%T%z'],
  ['reduced', '%H%M%Z', '%R%Z'],
  ['reduced', '%H%M%z', '%R%z'],
  ['reduced', '%H%Z', null],
  ['reduced', '%H%z', null],
];

const DATES = [...CALENDAR, ...ORDINAL, ...WEEK];
const TIMES = [...TIME_OF_DAY, ...UTC];
/** What a format begins with, longer words first where one begins with another. */
const KINDS: readonly (readonly [word: string, forms: readonly Form[] | 'both'])[] = [
  ['datetime', 'both'],
  ['date', DATES],
  ['calendardate', CALENDAR],
  ['ordinaldate', ORDINAL],
  ['weekdate', WEEK],
  ['timeofday', TIME_OF_DAY],
  ['time', TIMES],
  ['utc', UTC],
];

/**
 * Whether a text is a time in a format such as `datetime complete noT` or `timeofday basic`, the words of `check/date/format`. It takes a little more
 * than libelektra, whose parser knows the words in some orders only. Null: that depends on the host.
 */
export function isIsoTime(text: string, format: string): boolean | null | 'no format' {
  const words = format.toLowerCase();
  const forms = KINDS.find(([word]) => words.startsWith(word))?.[1];
  if (forms === undefined) return 'no format';
  const named = (['complete', 'reduced', 'truncated'] as const).filter((each) => words.includes(each));
  const isMeant = ([completeness]: Form) => named.length === 0 || named.includes(completeness);
  const views = !words.includes('basic') && words.includes('extended') ? [2] : words.includes('basic') ? [1] : [1, 2];
  const formats = (forms === 'both' ? combined(isMeant) : forms.filter(isMeant)).flatMap((form) =>
    views.map((view) => form[view === 1 ? 1 : 2]).filter((each) => each !== null),
  );
  const between = forms === 'both' && !text.includes('T') && words.includes('not') ? '' : 'T';
  const answers = formats.map((each) => isTime(text, each.replace(BETWEEN, between)));
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

/** Stands between date and time; no directive has it. */
const BETWEEN = '\0';

/** Dates with times: both complete or the time reduced, and truncated dates with either, also without their leading hyphens. */
function combined(isMeant: (form: Form) => boolean): readonly Form[] {
  const dates = DATES.filter((form) => form[0] !== 'reduced' && isMeant(form));
  const times = TIMES.filter(([completeness]) => completeness !== 'truncated');
  return dates.flatMap((date) => times.flatMap((time) => [joined(date, time), joined(withoutHyphens(date), time)]));
}

function joined([completeness, basic, extended]: Form, [, timeBasic, timeExtended]: Form): Form {
  const both = extended === null || timeExtended === null ? null : `${extended}${BETWEEN}${timeExtended}`;
  return [completeness, `${basic}${BETWEEN}${timeBasic}`, both];
}

function withoutHyphens([completeness, basic, extended]: Form): Form {
  return [completeness, basic.replace(/^-+/, ''), extended?.replace(/^-+/, '') ?? null];
}
