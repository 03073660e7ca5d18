import { crc32 } from 'node:zlib';
import type { KeyName } from '#shared/model/key-name.ts';
import type { KeyRecord } from './key-record.ts';

/** What one line of the journal says: keys that were set or (null) removed together, or a key that was removed with all below it. */
export type JournalEntry =
  | { readonly set: readonly (readonly [name: KeyName, record: KeyRecord | null])[] }
  | { readonly removeSubtree: KeyName };

const SUM_LENGTH = 8;

/** A checksum, a space, the entry as JSON, a newline. Torn or not, a line shows whether it is whole. */
export function journalLine(entry: JournalEntry): Buffer {
  const json = JSON.stringify(entry);
  return Buffer.from(`${sumOf(json)} ${json}\n`);
}

export interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  /** How many bytes the whole lines take; what follows was torn when it was written. */
  readonly length: number;
  /** Whether there are whole lines behind a broken one: then the file was damaged, and not just torn at its end. */
  readonly isDamaged: boolean;
}

export function readJournal(content: Buffer): ReadJournal {
  const entries: JournalEntry[] = [];
  let length = 0;
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(0x0a, start);
    const entry = end < 0 ? null : entryOf(content.toString('utf8', start, end));
    if (entry === null) return { entries, length, isDamaged: end >= 0 && hasEntry(content.subarray(end + 1)) };
    entries.push(entry);
    start = end + 1;
    length = start;
  }
  return { entries, length, isDamaged: false };
}

function hasEntry(content: Buffer): boolean {
  return content
    .toString('utf8')
    .split('\n')
    .some((line) => entryOf(line) !== null);
}

function entryOf(line: string): JournalEntry | null {
  const json = line.slice(SUM_LENGTH + 1);
  return line.slice(0, SUM_LENGTH) === sumOf(json) ? (JSON.parse(json) as JournalEntry) : null;
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(SUM_LENGTH, '0');
}
