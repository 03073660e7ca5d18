import { openSync, readSync } from 'node:fs';

/** Looked at so often, in milliseconds, if the event loop has its turn. */
const OFTEN = 1;

/**
 * Watches how long this thread does nothing but one turn of its event loop: time on a processor where the system tells (Linux), so that what other
 * programs take of it does not count. Returns the longest turn since it was last asked, in milliseconds.
 */
export function watchHolds(): () => number {
  const now = threadTime() ?? (() => performance.now());
  let longest = 0;
  let last = now();
  setInterval(() => {
    const time = now();
    longest = Math.max(longest, time - last);
    last = time;
  }, OFTEN).unref();
  return () => {
    const found = longest;
    longest = 0;
    return found;
  };
}

/** Null where there is no such thing. https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat */
function threadTime(): (() => number) | null {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
    const text = Buffer.alloc(64);
    return () => Number.parseInt(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)), 10) / 1e6;
  } catch {
    return null;
  }
}
