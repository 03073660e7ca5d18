import type { FoundKey, SEARCHED } from '#shared/clusterd/keys.ts';
import type { PartOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isSecret } from '#shared/model/key.ts';
import { compilePattern, type Pattern } from '#shared/model/pattern.ts';
import type { Elektrad, KeyReading } from '../ports.ts';

/** How many keys are read at a time: at first, and at most. A value may have 1 MiB, and none is kept longer than it takes to look at it. */
const FIRST_BATCH = 25;
const BATCH = 200;

/** After a batch with more text than this, in UTF-16 units, the next is half as large, after one with much less twice: nobody else runs while an answer is parsed. */
const BATCH_LENGTH = 2 ** 21;

/** How many names are handled before others run. */
const SLICE = 4000;

/** How much is looked at before others run, in UTF-16 units times steps of the pattern: at worst some ten milliseconds. */
const BETWEEN_RESTS = 2 ** 21;

/** The most of one text, by the same measure: no others run while it is looked at. 1 MiB for what people write, less for hundreds of steps. */
const AT_ONCE = 2 ** 25;

export interface Search {
  readonly query: string;
  readonly in: readonly (typeof SEARCHED)[number][];
}

/** Where keys are looked for: an elektrad, or something that is read like one. */
export type Searched = Pick<Elektrad, 'find' | 'read' | 'readFound'>;

interface Searching {
  readonly signal: AbortSignal;
  /** Reads one batch when it may be read. */
  readonly read: <T>(work: () => Promise<T>) => Promise<T>;
  /** Lets others run. */
  readonly rest: () => Promise<void>;
  readonly report?: ((part: PartOf<ClusterdContract['keys.find']>) => void) | undefined;
}

/**
 * The names of the keys that match, in key order. What the elektrad finds in names comes first; then all keys are read, one batch after another, so
 * that nobody else who asks this instance waits for long. The values of secret keys are not looked at: who sees them match could guess them.
 * @throws ElektraError QUERY_INVALID
 */
export async function searchKeys(elektrad: Searched, search: Search, searching: Searching): Promise<string[]> {
  const { signal, report, rest } = searching;
  const { query, in: places } = search;
  const named = places.includes('name') ? await elektrad.find(query, signal) : [];
  if (!places.some((place) => place !== 'name')) {
    await reportNames(named, { done: named.length, total: named.length }, searching);
    return [...named];
  }
  const pattern = patternOf(query);
  const { names } = await elektrad.read(null, 0, signal);
  const placesIn = (key: KeyReading) => searchedPlaces(key, places);
  await reportNames(named, { done: 0, total: names.length }, searching);
  const matching = new Set<string>();
  for (const slice of slicesOf(named)) {
    if (matching.size > 0) await rest();
    for (const name of slice) matching.add(name);
  }
  let cost = 0;
  for await (const { keys, done } of batchesOf(elektrad, names, searching)) {
    const found: FoundKey[] = [];
    for (const { texts, ...place } of keys.flatMap(placesIn)) {
      for (const text of texts) cost += text.length * pattern.size;
      requireShort(query, place.key, texts, pattern);
      if (texts.some((text) => pattern.test(text))) found.push(place);
      if (cost < BETWEEN_RESTS) continue;
      await rest();
      throwIfAborted(signal);
      cost = 0;
    }
    throwIfAborted(signal);
    for (const { key } of found) matching.add(key);
    report?.({ found, done, total: names.length });
  }
  return inKeyOrder(matching, names, rest);
}

/** All keys, in key order, with how many have been read by then. */
async function* batchesOf(elektrad: Searched, names: readonly string[], { read, signal }: Searching) {
  let size = FIRST_BATCH;
  for (let done = 0; done < names.length;) {
    const batch = names.slice(done, done + size);
    const keys = await read(() => elektrad.readFound(batch, signal));
    done += batch.length;
    yield { keys, done };
    const length = keys.reduce((sum, key) => sum + lengthOf(key), 0);
    if (length > BATCH_LENGTH) size = Math.ceil(size / 2);
    else if (length < BATCH_LENGTH / 4) size = Math.min(size * 2, BATCH);
  }
}

/** @throws ElektraError QUERY_INVALID */
export function patternOf(query: string): Pattern {
  const compiled = compilePattern(query);
  if (compiled.ok) return compiled.pattern;
  const { reason } = compiled;
  const message = `${query} is no regular expression (RE2 syntax): ${reason}. Escape special characters with a backslash.`;
  throw new ElektraError('QUERY_INVALID', message, { data: { query, reason } });
}

/** Where a key is looked at: its value, and each metakey by name and value. */
function searchedPlaces({ name, value, meta }: KeyReading, places: Search['in']) {
  const isSearched = value !== undefined && !isSecret(meta) && places.includes('value');
  const metakeys = places.includes('meta') ? Object.entries(meta) : [];
  return [
    ...(isSearched ? [{ key: name, in: 'value', texts: [value] } as const] : []),
    ...metakeys.map(([metakey, text]) => ({ key: name, in: 'meta', metakey, texts: [metakey, text] }) as const),
  ];
}

function lengthOf({ value = '', meta }: KeyReading): number {
  return Object.values(meta).reduce((length, text) => length + text.length, value.length);
}

function requireShort(query: string, key: string, texts: readonly string[], pattern: Pattern): void {
  const length = Math.max(...texts.map((text) => text.length));
  if (length * pattern.size <= AT_ONCE) return;
  const reason = `it has so many steps (${pattern.size}) that ${key}, which holds a text of ${length} characters, would take too long`;
  throw new ElektraError(
    'QUERY_INVALID',
    `The search was given up: ${reason}. Repeat less by numbers, or search in names.`,
    {
      data: { query, reason },
    },
  );
}

/** What was found by name and has gone since is left out. */
async function inKeyOrder(
  matching: ReadonlySet<string>,
  names: readonly string[],
  rest: Searching['rest'],
): Promise<string[]> {
  const ordered: string[] = [];
  for (const [at, slice] of [...slicesOf(names)].entries()) {
    if (at > 0) await rest();
    for (const name of slice) if (matching.has(name)) ordered.push(name);
  }
  return ordered;
}

/** What the elektrad found in names, a slice at a time: there may be as many as keys. */
async function reportNames(
  named: readonly string[],
  looked: { readonly done: number; readonly total: number },
  { report, rest }: Searching,
): Promise<void> {
  if (report === undefined) return;
  for (const [at, slice] of [...slicesOf(named)].entries()) {
    if (at > 0) await rest();
    report({ found: slice.map((key) => ({ key, in: 'name' })), ...looked });
  }
}

/** At least one, which may be empty. */
function* slicesOf(names: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from === 0 || from < names.length; from += SLICE) yield names.slice(from, from + SLICE);
}
