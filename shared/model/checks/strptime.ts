/** Directives that stand for others, as in glibc in the locale C. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  R: '%H:%M',
  r: '%I:%M:%S %p',
};

interface Digits {
  readonly most: number;
  readonly from: number;
  readonly to: number;
}

/** Numbers, with spaces before them. */
const NUMBERS: Readonly<Record<string, Digits>> = {
  C: { most: 2, from: 0, to: 99 },
  d: { most: 2, from: 1, to: 31 },
  e: { most: 2, from: 1, to: 31 },
  H: { most: 2, from: 0, to: 23 },
  k: { most: 2, from: 0, to: 23 },
  I: { most: 2, from: 1, to: 12 },
  l: { most: 2, from: 1, to: 12 },
  j: { most: 3, from: 1, to: 366 },
  m: { most: 2, from: 1, to: 12 },
  M: { most: 2, from: 0, to: 59 },
  S: { most: 2, from: 0, to: 61 },
  u: { most: 1, from: 1, to: 7 },
  g: { most: 2, from: 0, to: 99 },
  G: { most: 4, from: 0, to: 9999 },
  U: { most: 2, from: 0, to: 53 },
  V: { most: 2, from: 0, to: 53 },
  W: { most: 2, from: 0, to: 53 },
  w: { most: 1, from: 0, to: 6 },
  y: { most: 2, from: 0, to: 99 },
  Y: { most: 4, from: 0, to: 9999 },
};

const DAYS = /^(?:sun(?:day)?|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?)/i;
const MONTHS =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)/i;
/** What needs no number; each matches at least nothing. */
const TEXTS: Readonly<Record<string, RegExp>> = {
  a: DAYS,
  A: DAYS,
  b: MONTHS,
  B: MONTHS,
  h: MONTHS,
  n: /^\s*/,
  t: /^\s*/,
  p: /^(?:am|pm)/i,
  P: /^(?:am|pm)/i,
  s: /^[0-9]+/,
  Z: /^\s*\S*/,
  z: /^\s*(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)/,
  '%': /^%/,
};

/**
 * Whether a text is a time in a format of C's strptime, from the first to the last character. Null: that depends on the host, since names of months and
 * days are those of its language, and some directives are its own.
 * @see https://man7.org/linux/man-pages/man3/strptime.3.html
 */
export function isTime(text: string, format: string): boolean | null {
  const rest = restBehind(text, format);
  return rest === null ? null : rest === '';
}

/** What is left behind the time; undefined: it is none. */
function restBehind(text: string, format: string): string | undefined | null {
  let rest = text;
  for (let at = 0; at < format.length; at += 1) {
    const character = format.charAt(at);
    if (/\s/.test(character)) rest = rest.trimStart();
    else if (character !== '%') {
      if (rest[0] !== character) return undefined;
      rest = rest.slice(1);
    } else {
      // Flags and the modifiers E and O change nothing in the locale C.
      const directive = /^[-_0^#]*[EO]?([a-zA-Z%])/.exec(format.slice(at + 1, at + 20));
      if (directive?.[1] === undefined) return undefined;
      at += directive[0].length;
      const behind = behindDirective(rest, directive[1]);
      if (typeof behind !== 'string') return behind;
      rest = behind;
    }
  }
  return rest;
}

function behindDirective(text: string, directive: string): string | undefined | null {
  if (Object.hasOwn(COMPOSED, directive)) return restBehind(text, COMPOSED[directive] ?? '');
  const digits = Object.hasOwn(NUMBERS, directive) ? NUMBERS[directive] : undefined;
  if (digits !== undefined) return behindNumber(text, digits);
  const form = Object.hasOwn(TEXTS, directive) ? TEXTS[directive] : undefined;
  const found = form?.exec(text)?.[0];
  // A name in another language, or a directive that is not glibc's.
  const maySayMore = form === undefined || (/[aAbBhpP]/.test(directive) && /^[^\0-@]/.test(text));
  if (found === undefined) return maySayMore ? null : undefined;
  return text.slice(found.length);
}

/** Takes digits as long as the number can become no larger than the largest, as glibc does. */
function behindNumber(text: string, { most, from, to }: Digits): string | undefined {
  const rest = text.replace(/^ +/, '');
  let number = 0;
  let count = 0;
  while (count < most && /^[0-9]$/.test(rest.charAt(count)) && (count === 0 || number * 10 <= to)) {
    number = number * 10 + Number(rest.charAt(count));
    count += 1;
  }
  return count === 0 || number < from || number > to ? undefined : rest.slice(count);
}
