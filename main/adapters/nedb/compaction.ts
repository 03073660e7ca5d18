import { setImmediate } from 'node:timers/promises';
import type { Clock, Log } from '../../clusterd/ports.ts';
import { startReplacement, type Replacement } from '../../platform/atomic-file.ts';
import type { GroupQueue } from './group-queue.ts';
import type { Change, Journal } from './journal.ts';
import { lineOf } from './stored-document.ts';

/** When the lines of the data file that say nothing any more are worth a rewrite. */
export interface CompactionSettings {
  /** Milliseconds without a write. */
  readonly afterIdleMs: number;
  /** How many superfluous lines there are at least; a larger registry waits until half of its lines are. */
  readonly superfluousLines: number;
}

export const DEFAULT_COMPACTION: CompactionSettings = { afterIdleMs: 5_000, superfluousLines: 2_000 };

/** Without idle times it starts when there are so many times more superfluous lines than it takes. */
const URGENT = 8;
/** Documents that are copied before others get their turn. */
const SLICE = 100;

/** Where the compacted file is written; left over after a crash. */
export const compactedName = (path: string): string => `${path}.compacting`;

export interface Compaction {
  /** To be called after each write. */
  noticeWrite(): void;
  /** Stops it; resolves when it touches no file any more. */
  stop(): Promise<void>;
}

interface Parts {
  readonly path: string;
  readonly journal: Journal;
  readonly queue: GroupQueue<Change>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: CompactionSettings;
}

/** Rewrites the data file with one line per document, beside the running work: a write waits for the exchange of the files at most. */
export function createCompaction({ path, journal, queue, clock, log, settings }: Parts): Compaction {
  let isStopped = false;
  let running: Promise<void> | null = null;
  let stopTimer = (): void => undefined;
  /** Raised after a failure, so that a full disk is not written to again at once. */
  let worthwhile = settings.superfluousLines;

  const superfluous = (): number => journal.content.lines - journal.content.ids.size;
  const threshold = (): number => Math.max(worthwhile, journal.content.ids.size);

  async function compact(): Promise<void> {
    const before = superfluous();
    try {
      const replacement = await startReplacement(path, { beside: compactedName(path) });
      try {
        await copyInto(replacement);
      } finally {
        await replacement.discard();
      }
      worthwhile = settings.superfluousLines;
    } catch (error) {
      worthwhile = before + settings.superfluousLines;
      log.warn({ file: path, error }, 'The registry could not be compacted; nothing is lost, the file stays long.');
    }
  }

  async function copyInto(replacement: Replacement): Promise<void> {
    const { generation } = journal;
    const { length, ids } = journal.content;
    const wanted = [...ids];
    let lines = 0;
    for (let start = 0; start < wanted.length; start += SLICE) {
      await setImmediate();
      if (isStopped) return;
      const documents = await journal.some(wanted.slice(start, start + SLICE));
      await replacement.write(documents.map(lineOf).join(''));
      lines += documents.length;
    }
    await replacement.sync();
    await queue.alone(async () => {
      if (isStopped || journal.generation !== generation) return;
      // Whatever was written meanwhile follows the copies; where a copy is newer already, reading it again changes nothing.
      const tail = await journal.tail(length);
      await replacement.write(tail);
      await journal.compact(replacement, lines + lineCount(tail));
      log.debug({ file: path, lines: journal.content.lines }, 'The registry was compacted.');
    });
  }

  function start(): void {
    stopTimer();
    running ??= compact().finally(() => {
      running = null;
    });
  }

  return {
    noticeWrite() {
      stopTimer();
      if (isStopped || superfluous() < threshold()) return;
      if (superfluous() >= URGENT * threshold()) start();
      else stopTimer = clock.after(settings.afterIdleMs, start);
    },
    async stop() {
      isStopped = true;
      stopTimer();
      await running;
    },
  };
}

function lineCount(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
}
