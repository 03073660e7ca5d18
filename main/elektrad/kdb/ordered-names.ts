import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';

/** Names in key order, each once. A change makes a new list and leaves the old one as it was, for whoever still reads it. */
export interface OrderedNames {
  has(name: KeyName): boolean;
  /** The name itself, if it is there, and all below it; null: all. */
  under(name: KeyName | null): readonly KeyName[];
  with(name: KeyName): OrderedNames;
  without(name: KeyName): OrderedNames;
  withoutSubtree(name: KeyName): OrderedNames;
}

/** `sorted` is in key order, without repetition. */
export function orderedNames(sorted: readonly KeyName[]): OrderedNames {
  return listOf(cut(sorted, CHUNK));
}

/**
 * The list is cut into chunks, so that a change copies one of them and the list of them, and not all names: some microseconds, whether there are a
 * thousand names or a million.
 */
type Chunk = readonly KeyName[];
const CHUNK = 256;
const LARGEST_CHUNK = 2 * CHUNK;

/** Where a name is or would be put. */
interface Place {
  readonly chunk: number;
  readonly at: number;
}

function listOf(chunks: readonly Chunk[]): OrderedNames {
  const startOf = (name: KeyName): Place => placeOf(chunks, (each) => compareKeyNames(each, name) >= 0);
  const endOf = (name: KeyName): Place =>
    placeOf(chunks, (each) => compareKeyNames(each, name) > 0 && !isAtOrBelow(each, name));
  /** As `endOf`, for a name whose place is known: most have nothing below them, which is seen at once. */
  const endBehind = (start: Place, name: KeyName): Place => {
    const names = chunks[start.chunk] ?? [];
    const at = names[start.at] === name ? start.at + 1 : start.at;
    const next = names[at];
    return next !== undefined && !isAtOrBelow(next, name) ? { chunk: start.chunk, at } : endOf(name);
  };
  const isAt = ({ chunk, at }: Place, name: KeyName): boolean => chunks[chunk]?.[at] === name;

  function replaced(from: Place, to: Place, inserted: Chunk): OrderedNames {
    const before = chunks[from.chunk]?.slice(0, from.at) ?? [];
    const behind = chunks[to.chunk]?.slice(to.at) ?? [];
    const middle = cut([...before, ...inserted, ...behind], LARGEST_CHUNK);
    return listOf([...chunks.slice(0, from.chunk), ...middle, ...chunks.slice(to.chunk + 1)]);
  }

  const list: OrderedNames = {
    has: (name) => isAt(startOf(name), name),
    under(name) {
      if (name === null) return joined(chunks);
      const start = startOf(name);
      return between(chunks, start, endBehind(start, name));
    },
    with(name) {
      const place = startOf(name);
      return isAt(place, name) ? list : replaced(place, place, [name]);
    },
    without(name) {
      const place = startOf(name);
      return isAt(place, name) ? replaced(place, { ...place, at: place.at + 1 }, []) : list;
    },
    withoutSubtree(name) {
      const from = startOf(name);
      const to = endOf(name);
      return from.chunk === to.chunk && from.at === to.at ? list : replaced(from, to, []);
    },
  };
  return list;
}

/** The first place from which on all names fit. */
function placeOf(chunks: readonly Chunk[], fits: (name: KeyName) => boolean): Place {
  // It is in the last chunk whose first name does not fit yet, or else at the beginning of the one behind it.
  const chunk = Math.max(0, firstIndex(chunks.length, (at) => isFitting(chunks[at]?.[0], fits)) - 1);
  const names = chunks[chunk] ?? [];
  const at = firstIndex(names.length, (index) => isFitting(names[index], fits));
  return at === names.length && chunk + 1 < chunks.length ? { chunk: chunk + 1, at: 0 } : { chunk, at };
}

function isFitting(name: KeyName | undefined, fits: (name: KeyName) => boolean): boolean {
  return name !== undefined && fits(name);
}

/** By halves; `length` when none fits. */
function firstIndex(length: number, fits: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function between(chunks: readonly Chunk[], from: Place, to: Place): readonly KeyName[] {
  if (from.chunk === to.chunk) return chunks[from.chunk]?.slice(from.at, to.at) ?? [];
  const first = chunks[from.chunk]?.slice(from.at) ?? [];
  const last = chunks[to.chunk]?.slice(0, to.at) ?? [];
  return joined([first, ...chunks.slice(from.chunk + 1, to.chunk), last]);
}

/** `concat` copies whole chunks; `flat` goes through them name by name. */
function joined(chunks: readonly Chunk[]): readonly KeyName[] {
  const none: readonly KeyName[] = [];
  return none.concat(...chunks);
}

function cut(names: Chunk, largest: number): readonly Chunk[] {
  if (names.length === 0) return [];
  if (names.length <= largest) return [names];
  const chunks: Chunk[] = [];
  for (let at = 0; at < names.length; at += CHUNK) chunks.push(names.slice(at, at + CHUNK));
  return chunks;
}
