import type { Document, DocumentStore } from '../ports.ts';
import { ChangedKey, type InstanceChange } from './change-records.ts';
import { sizeOfKey } from './change-size.ts';

/** How much goes into one document, in keys or records and in characters: making it into text holds up everything else meanwhile. */
const PART_ITEMS = 500;
const PART_SIZE = 128 * 1024;

const PART_ID = /^change\/(\d+)\/part\/\d+$/;

type StoredKeys = Pick<InstanceChange, 'keys' | 'parts' | 'size' | 'secrets'>;

/**
 * Stores the keys of a change: few of them inside its own document, which is the caller's to store, many in documents of their own, one after another
 * so that others can run in between. These count only when the document of the change itself is stored after them.
 * @throws ElektraError STORAGE_FAILED, after which what was stored of it is removed, at the latest at the next start
 */
export async function storeKeys(
  store: DocumentStore,
  number: number,
  changed: Iterable<ChangedKey>,
): Promise<StoredKeys> {
  const pieces = inPieces(changed, sizeOfKey);
  const first = pieces.next();
  if (first.done === true) return { keys: [], parts: 0, size: 0, secrets: false };
  let next = pieces.next();
  if (next.done === true)
    return {
      keys: [...first.value.items],
      parts: 0,
      size: first.value.size,
      secrets: first.value.items.some(isSealed),
    };
  let parts = 0;
  let size = 0;
  let secrets = false;
  const put = async ({ items, size: own }: Piece<ChangedKey>) => {
    size += own;
    secrets ||= items.some(isSealed);
    await store.put({ _id: partId(number, parts), keys: items });
    parts += 1;
  };
  try {
    await put(first.value);
    for (; next.done !== true; next = pieces.next()) await put(next.value);
    return { keys: [], parts, size, secrets };
  } catch (error) {
    await Promise.allSettled([removeParts(store, number, parts)]);
    throw error;
  }
}

/** The keys of a change, piece by piece. @throws ElektraError STORAGE_FAILED */
export async function* keysOf(
  store: DocumentStore,
  change: InstanceChange,
): AsyncGenerator<readonly ChangedKey[], undefined> {
  if (change.parts === 0) yield change.keys;
  for (let part = 0; part < change.parts; part += 1) {
    const document = await store.get(partId(change.number, part));
    yield ChangedKey.array().parse(document?.keys);
  }
}

/** Takes secret values out of the parts of a change whose outcome is known. */
export async function dropSecretsInParts(store: DocumentStore, { number, parts }: InstanceChange): Promise<void> {
  for (let part = 0; part < parts; part += 1) {
    const document = await store.get(partId(number, part));
    const keys = ChangedKey.array().parse(document?.keys);
    if (keys.some(isSealed)) await store.put({ _id: partId(number, part), keys: keys.map(withoutSecret) });
  }
}

export function isSealed({ before, after }: ChangedKey): boolean {
  return before?.secret === 'sealed' || after?.secret === 'sealed';
}

/** A secret value is kept only until it is known what became of the change. */
export function withoutSecret(key: ChangedKey): ChangedKey {
  const drop = (content: ChangedKey['before']) =>
    content?.secret === 'sealed' ? { ...content, value: null, secret: 'dropped' as const } : content;
  return isSealed(key) ? { ...key, before: drop(key.before), after: drop(key.after) } : key;
}

/** Removes the parts of a change, whose own document is gone. */
export async function removeParts(store: DocumentStore, number: number, parts: number): Promise<void> {
  for (let part = 0; part < parts; part += 1) await store.remove(partId(number, part));
}

/** Removes what a crash has left of changes that were never whole. */
export async function sweepParts(
  store: DocumentStore,
  documents: readonly Document[],
  isKept: (number: number) => boolean,
): Promise<void> {
  const left = documents.filter(({ _id }) => {
    const [, number] = PART_ID.exec(_id) ?? [];
    return number !== undefined && !isKept(Number(number));
  });
  await Promise.all(left.map(({ _id }) => store.remove(_id)));
}

export function partId(number: number, part: number): string {
  return `change/${number}/part/${part}`;
}

/** What one document takes. */
interface Piece<T> {
  readonly items: readonly T[];
  /** Of all of them. */
  readonly size: number;
}

/** At least one in each. `sizeOf`: in characters, about. */
export function* inPieces<T>(all: Iterable<T>, sizeOf: (item: T) => number): Generator<Piece<T>, undefined> {
  let items: T[] = [];
  let size = 0;
  for (const item of all) {
    const own = sizeOf(item);
    if (items.length > 0 && (items.length >= PART_ITEMS || size + own > PART_SIZE)) {
      yield { items, size };
      items = [];
      size = 0;
    }
    items.push(item);
    size += own;
  }
  if (items.length > 0) yield { items, size };
}
