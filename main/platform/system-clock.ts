interface Clock {
  now(): number;
  after(milliseconds: number, work: () => void): () => void;
}

/** A longer timeout makes Node run the work at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The machine's clock. Its timers keep no process alive. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    after(milliseconds, work) {
      let timer: NodeJS.Timeout;
      const wait = (left: number): void => {
        const step = Math.min(left, LONGEST_TIMEOUT);
        timer = setTimeout(() => (left > step ? wait(left - step) : work()), step).unref();
      };
      wait(milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
