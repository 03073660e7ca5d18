import { openedAt, skipSpace, wholeItems } from './json-items.ts';
import type { Pace } from './pace.ts';

/** A list or an object of which a part is still to come. */
interface Open {
  readonly value: unknown[] | Record<string, unknown>;
  /** A list or object within has just ended, so that a comma or the closing bracket follows. */
  isAfterItem: boolean;
  /** Behind a comma an item must follow. */
  isAfterComma: boolean;
}

/** So much text, in UTF-16 units, is parsed in one step: some tenths of a millisecond. */
const STEP = 65_536;
/** Nobody who answers like an elektrad or clusterd nests long lists any deeper; without an end a hostile text would take for ever. */
const DEEPEST = 200;

/**
 * What `JSON.parse` makes of the pieces of a text, put together; in steps between which others run, however long the text is. Each step is
 * `JSON.parse` itself, given as many whole items of a list or an object as there are; only what is longer than a step is gone into.
 * `pieces` are taken when they are needed. @throws SyntaxError for what is no JSON
 */
export async function parseLongJson(pieces: Iterable<string>, pace: Pace, step = STEP): Promise<unknown> {
  const source = pieces[Symbol.iterator]();
  const stack: Open[] = [];
  let root: Open['value'] | null = null;
  let text = '';
  let at = 0;
  /** How much text is wanted before something longer is gone into, or waited for. */
  let wanted = step;
  let isAllThere = false;

  function fill(): void {
    const parts = [text.slice(at)];
    for (let length = text.length - at; length < wanted && !isAllThere;) {
      const next = source.next();
      if (next.done === true) isAllThere = true;
      else {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    text = parts.join('');
    at = 0;
  }

  function open(bracket: number, name: string): void {
    if (stack.length === DEEPEST) throw new SyntaxError('The text is nested too deep.');
    const value = text[bracket] === '[' ? [] : {};
    const parent = stack.at(-1);
    if (parent === undefined) root = value;
    else {
      add(parent.value, Array.isArray(parent.value) ? [value] : { [JSON.parse(name) as string]: value });
      parent.isAfterItem = true;
    }
    stack.push({ value, isAfterItem: false, isAfterComma: false });
    at = bracket + 1;
  }

  function close(top: Open, bracket: number): void {
    if (text[bracket] !== (Array.isArray(top.value) ? ']' : '}')) throw new SyntaxError('A bracket does not match.');
    stack.pop();
    at = bracket + 1;
  }

  /** Behind an item that was gone into. */
  function goOn(top: Open): void {
    const next = skipSpace(text, at);
    if (text[next] !== ',') return close(top, next);
    top.isAfterItem = false;
    top.isAfterComma = true;
    at = next + 1;
  }

  /** @returns whether anything could be done with the text that is there */
  function take(top: Open): boolean {
    const { end, isClosed } = wholeItems(text, at, at + wanted);
    if (end === -1) {
      const opened = openedAt(text, at, !Array.isArray(top.value));
      if (opened !== null) open(opened.bracket, opened.name);
      return opened !== null;
    }
    const [first, last] = Array.isArray(top.value) ? '[]' : '{}';
    const items = JSON.parse(`${first}${text.slice(at, end)}${last}`) as Open['value'];
    // Nothing between two commas, or between a comma and the end: as items that is no error, in their place it is.
    const isEmpty = (Array.isArray(items) ? items : Object.keys(items)).length === 0;
    if (isEmpty && (top.isAfterComma || !isClosed)) throw new SyntaxError('An item is missing.');
    add(top.value, items);
    if (isClosed) close(top, end);
    else {
      top.isAfterComma = true;
      at = end + 1;
    }
    return true;
  }

  for (fill(); ; fill()) {
    const opened = openedAt(text, 0, false);
    if (opened !== null) {
      open(opened.bracket, '');
      break;
    }
    if (isAllThere) return JSON.parse(text);
    wanted = 2 * wanted;
  }
  while (stack.length > 0) {
    if (pace.isDue()) await pace.rest();
    if (text.length - at < wanted && !isAllThere) fill();
    const top = stack.at(-1) as Open;
    if (top.isAfterItem && skipSpace(text, at) < text.length) goOn(top);
    else if (!top.isAfterItem && take(top)) wanted = step;
    else if (isAllThere && text.length - at <= wanted) throw new SyntaxError('The text ends too early.');
    // Twice as much each time, so that a text value of megabytes is not looked through again and again.
    else wanted *= 2;
  }
  for (; ; fill()) {
    if (skipSpace(text, at) < text.length) throw new SyntaxError('Something follows the value.');
    if (isAllThere) return root;
    at = text.length;
  }
}

function add(target: Open['value'], items: Open['value']): void {
  if (Array.isArray(target)) {
    for (const item of items as unknown[]) target.push(item);
    return;
  }
  for (const [name, value] of Object.entries(items)) {
    // Not by assignment: `__proto__` is a name like any other in JSON.
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  }
}
