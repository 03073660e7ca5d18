const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where the items of a list or an object end in a piece of JSON text. */
export interface Items {
  /** Behind the last item that is whole: at a comma, or at the bracket that closes what holds them; -1: none is whole. */
  readonly end: number;
  readonly isClosed: boolean;
}

/**
 * Looks for whole items from `start` to `limit`; `start` lies within a list or an object, behind its bracket or a comma. Only brackets and texts are
 * understood: whether the items are any JSON is for `JSON.parse` to say.
 */
export function wholeItems(text: string, start: number, limit: number): Items {
  let end = -1;
  let depth = 0;
  for (let at = start; at < Math.min(limit, text.length); at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = closingQuote(text, at);
      if (at === -1) break;
    } else if (unit === COMMA) {
      if (depth === 0) end = at;
    } else if (unit === OPEN_LIST || unit === OPEN_OBJECT) depth += 1;
    else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) {
      if (depth === 0) return { end: at, isClosed: true };
      depth -= 1;
    }
  }
  return { end, isClosed: false };
}

/** The place of the bracket with which the value of the item at `start` begins, and the text of its name in an object; null: no bracket is seen there. */
export function openedAt(text: string, start: number, isObject: boolean): { bracket: number; name: string } | null {
  let at = skipSpace(text, start);
  let name = '';
  if (isObject) {
    const end = text.charCodeAt(at) === QUOTE ? closingQuote(text, at) : -1;
    if (end === -1) return null;
    name = text.slice(at, end + 1);
    at = skipSpace(text, end + 1);
    if (text.charCodeAt(at) !== COLON) return null;
    at = skipSpace(text, at + 1);
  }
  const unit = text.charCodeAt(at);
  return unit === OPEN_LIST || unit === OPEN_OBJECT ? { bracket: at, name } : null;
}

/** https://www.rfc-editor.org/rfc/rfc8259#section-2 */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** The quote that ends the text which begins with the quote at `start`, or -1. */
function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}
