import { createPace } from '../../platform/pace.ts';

/** Lists of so many elements are written in slices. */
const LARGE = 1000;
/** So many elements between two looks at the clock. */
const SLICE = 64;

/**
 * A value as JSON, the same bytes as of `JSON.stringify`. Large lists are written in slices with rests in between, so that an answer of megabytes does
 * not keep all others waiting. `ticks` are milliseconds that only grow.
 */
export function pacedJson(value: unknown, ticks: () => number): string | Promise<Buffer> {
  return isLarge(value) ? writePaced(value, ticks) : JSON.stringify(value);
}

async function writePaced(value: unknown, ticks: () => number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let text = '';
  const pace = createPace(ticks);
  for (const piece of piecesOf(value)) {
    text += piece;
    if (!pace.isDue()) continue;
    chunks.push(Buffer.from(text));
    text = '';
    await pace.rest();
  }
  chunks.push(Buffer.from(text));
  return Buffer.concat(chunks);
}

/** Whether it is a long list, or an object with one: then its other parts may be long too. */
function isLarge(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > LARGE;
  if (typeof value !== 'object' || value === null) return false;
  // Asked of every answer, so without a list of the fields.
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) {
    const field = object[name];
    if (Array.isArray(field) && field.length > LARGE) return true;
  }
  return false;
}

function* piecesOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) yield* piecesOfList(value);
  else if (isLarge(value)) yield* piecesOfObject(value as Readonly<Record<string, unknown>>);
  else yield JSON.stringify(value) ?? 'null';
}

function* piecesOfList(list: readonly unknown[]): Generator<string> {
  let separator = '[';
  for (let at = 0; at < list.length; at += SLICE) {
    const slice = list.slice(at, at + SLICE);
    // Texts and numbers are of a kind; objects may be as large as the whole.
    if (slice.every((element) => typeof element !== 'object')) {
      yield separator + JSON.stringify(slice).slice(1, -1);
      separator = ',';
      continue;
    }
    for (const element of slice) {
      yield separator;
      separator = ',';
      yield* piecesOf(element);
    }
  }
  yield list.length === 0 ? '[]' : ']';
}

function* piecesOfObject(object: Readonly<Record<string, unknown>>): Generator<string> {
  let separator = '{';
  for (const [name, field] of Object.entries(object)) {
    if (field === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    separator = ',';
    yield* piecesOf(field);
  }
  yield '}';
}
