import { constants, open, type FileHandle } from 'node:fs/promises';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { journalLine, readJournal, type JournalEntry, type JournalLine } from './journal-lines.ts';

/** A file to which lines are appended, with one sync for those that belong together. One call at a time. */
export interface Journal {
  /** In bytes. */
  readonly length: number;
  /** Resolves when the lines are synced. After a rejection none of them is in the journal. */
  append(lines: Iterable<JournalLine>): Promise<void>;
  /** Forgets all entries; synced. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
}

/** Opens or makes a journal and cuts off a line that was torn at its end. @throws StartRefused when it is damaged otherwise; it is left as it is. */
export async function openJournal(path: string): Promise<OpenedJournal> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const content = await file.readFile();
    const { entries, length, isDamaged } = readJournal(content);
    if (isDamaged) throw new StartRefused(damagedSentence(path, length));
    if (length < content.length) await cutTo(file, length);
    return { journal: journalOn(file, length), entries };
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

function journalOn(file: FileHandle, lengthNow: number): Journal {
  let length = lengthNow;
  /** Whether a failed append may have left something behind the last whole line. */
  let hasRemains = false;

  async function cut(to: number): Promise<void> {
    hasRemains = true;
    await cutTo(file, to);
    length = to;
    hasRemains = false;
  }

  return {
    get length() {
      return length;
    },
    async append(lines) {
      if (hasRemains) await cut(length);
      let end = length;
      try {
        for (const line of lines) end += await writeAll(file, journalLine(line), end);
        await file.datasync();
      } catch (failure) {
        // Should this fail too, the next append begins with it.
        await Promise.allSettled([cut(length)]);
        throw failure;
      }
      length = end;
    },
    clear: () => cut(0),
    close: () => file.close(),
  };
}

/** Resolves to how many bytes it has written: all. */
async function writeAll(file: FileHandle, line: Buffer, position: number): Promise<number> {
  for (let written = 0; written < line.length;) {
    const { bytesWritten } = await file.write(line, written, line.length - written, position + written);
    written += bytesWritten;
  }
  return line.length;
}

async function cutTo(file: FileHandle, length: number): Promise<void> {
  await file.truncate(length);
  await file.datasync();
}

function damagedSentence(path: string, length: number): string {
  return `The journal ${path} is damaged at byte ${length}: whole entries follow a broken one. Put a whole copy in its place, or move it away to go on without what it holds.`;
}
