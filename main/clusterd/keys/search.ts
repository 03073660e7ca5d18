import type { FoundKey, SEARCHED } from '#shared/clusterd/keys.ts';
import type { PartOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isSecret } from '#shared/model/key.ts';
import { compilePattern, type Pattern } from '#shared/model/pattern.ts';
import type { Elektrad, KeyReading } from '../ports.ts';

/** How many keys are read at a time. A value may have 1 MiB, and none is kept longer than it takes to look at it. */
const BATCH = 200;

/** How much text is looked at before others run, in UTF-16 units: some milliseconds. */
const BETWEEN_RESTS = 65_536;

export interface Search {
  readonly query: string;
  readonly in: readonly (typeof SEARCHED)[number][];
}

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
export async function searchKeys(elektrad: Elektrad, search: Search, searching: Searching): Promise<string[]> {
  const { signal, report, read, rest } = searching;
  const { query, in: places } = search;
  const named = places.includes('name') ? await elektrad.find(query, signal) : [];
  const inName = named.map((key) => ({ key, in: 'name' }) as const);
  if (!places.some((place) => place !== 'name')) {
    report?.({ found: inName, done: named.length, total: named.length });
    return [...named];
  }
  const pattern = patternOf(query);
  const { names } = await elektrad.read(null, 0, signal);
  report?.({ found: inName, done: 0, total: names.length });
  const matching = new Set(named);
  for (let done = 0; done < names.length;) {
    const batch = names.slice(done, done + BATCH);
    const found: FoundKey[] = [];
    let looked = 0;
    for (const key of await read(() => elektrad.readFound(batch, signal))) {
      throwIfAborted(signal);
      found.push(...matchesIn(key, pattern, places));
      looked += key.value?.length ?? 0;
      if (looked < BETWEEN_RESTS) continue;
      await rest();
      looked = 0;
    }
    throwIfAborted(signal);
    for (const { key } of found) matching.add(key);
    done += batch.length;
    report?.({ found, done, total: names.length });
  }
  return inKeyOrder(matching, names);
}

function patternOf(query: string): Pattern {
  const compiled = compilePattern(query);
  if (compiled.ok) return compiled.pattern;
  const { reason } = compiled;
  const message = `${query} is no regular expression (RE2 syntax): ${reason}. Escape special characters with a backslash.`;
  throw new ElektraError('QUERY_INVALID', message, { data: { query, reason } });
}

function matchesIn(key: KeyReading, pattern: Pattern, places: Search['in']): readonly FoundKey[] {
  const { name, value, meta } = key;
  const isMatch = value !== undefined && !isSecret(meta) && places.includes('value') && pattern.test(value);
  const metakeys = places.includes('meta') ? Object.entries(meta) : [];
  return [
    ...(isMatch ? [{ key: name, in: 'value' } as const] : []),
    ...metakeys
      .filter(([metakey, text]) => pattern.test(metakey) || pattern.test(text))
      .map(([metakey]) => ({ key: name, in: 'meta', metakey }) as const),
  ];
}

/** What was found by name and has gone since is left out. */
function inKeyOrder(matching: ReadonlySet<string>, names: readonly string[]): string[] {
  return names.filter((name) => matching.has(name));
}
