import type { Write } from './journal-lines.ts';

/** So many records, and about so many characters, are written at once without holding the event loop. */
const RECORDS_AT_ONCE = 1000;
const CHARACTERS_AT_ONCE = 256 * 1024;

/** Writes in slices that are worked off between other things. */
export function* slicesOf(writes: Iterable<Write>, recordsAtOnce = RECORDS_AT_ONCE): Generator<readonly Write[]> {
  let slice: Write[] = [];
  let characters = 0;
  for (const write of writes) {
    slice.push(write);
    characters += lengthOf(write);
    if (slice.length < recordsAtOnce && characters < CHARACTERS_AT_ONCE) continue;
    yield slice;
    slice = [];
    characters = 0;
  }
  if (slice.length > 0) yield slice;
}

function lengthOf([name, record]: Write): number {
  return name.length + (record?.t?.length ?? record?.b?.length ?? 0);
}
