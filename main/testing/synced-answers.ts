/** What a trace says about the answers of an HTTP server with a journal. */
export interface SyncedAnswers {
  readonly answers: number;
  /** To the journal. */
  readonly writes: number;
  /** The lines of those that left while something written to the journal was not synced. */
  readonly unsynced: readonly string[];
}

const WRITES = /^(?:pwrite64|pwritev|write|writev)$/;

/** Reads the output of `strace -f -y`: a call that another thread interrupts stands on two lines, and is over with the second. */
export function syncsBeforeAnswers(trace: string): SyncedAnswers {
  const unsynced: string[] = [];
  let pending = 0;
  let writes = 0;
  let answers = 0;
  for (const line of trace.split('\n')) {
    const [, call = '', target = ''] = /^\d+ +(?:<\.\.\. )?(\w+)(?:\(\d+<([^>]*)>)?/.exec(line) ?? [];
    const isOver = !line.includes('<unfinished');
    if (/sync$/.test(call) && isOver) {
      pending = 0;
    } else if (WRITES.test(call) && target.endsWith('.journal')) {
      pending += 1;
      writes += 1;
    } else if (line.includes('"HTTP/1.1 ')) {
      answers += 1;
      if (pending > 0) unsynced.push(line);
    }
  }
  return { answers, writes, unsynced };
}
