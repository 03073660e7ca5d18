import { crc32 } from 'node:zlib';
import type { KeyName } from '#shared/model/key-name.ts';
import type { KeyRecord } from './key-record.ts';

/** What becomes of a key; null: it is removed. */
export type Write = readonly [name: KeyName, record: KeyRecord | null];

/** What was changed together: keys that were set or removed, or a key that was removed with all below it. */
export type JournalEntry = { readonly set: readonly Write[] } | { readonly removeSubtree: KeyName };

/** What one line says. A `part` is the beginning of a large `set`: it counts with the `set` line that ends it, and without one it was torn. */
export type JournalLine = JournalEntry | { readonly part: readonly Write[] };

const SUM_LENGTH = 8;

/** A checksum, a space, the entry as JSON, a newline. Torn or not, a line shows whether it is whole. */
export function journalLine(line: JournalLine): Buffer {
  const json = JSON.stringify(line);
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
  let parts: Write[] = [];
  let length = 0;
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(0x0a, start);
    const line = end < 0 ? null : lineOf(content.toString('utf8', start, end));
    if (line === null) return { entries, length, isDamaged: end >= 0 && hasLine(content.subarray(end + 1)) };
    start = end + 1;
    if ('part' in line) parts = parts.concat(line.part);
    else {
      entries.push('set' in line && parts.length > 0 ? { set: parts.concat(line.set) } : line);
      parts = [];
      length = start;
    }
  }
  return { entries, length, isDamaged: false };
}

function hasLine(content: Buffer): boolean {
  return content
    .toString('utf8')
    .split('\n')
    .some((line) => lineOf(line) !== null);
}

function lineOf(line: string): JournalLine | null {
  const json = line.slice(SUM_LENGTH + 1);
  return line.slice(0, SUM_LENGTH) === sumOf(json) ? (JSON.parse(json) as JournalLine) : null;
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(SUM_LENGTH, '0');
}
