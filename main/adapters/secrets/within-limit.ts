/** A call that was not answered in time. What it asked for may happen yet. */
export class Silence extends Error {
  override readonly name = 'Silence';

  constructor(limitMs: number) {
    super(`it did not answer within ${limitMs / 1000} s`);
  }
}

/** Runs calls to something that may never answer. */
export type WithinLimit = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Gives up on a call after that many milliseconds (Silence). Each call that hangs holds one of the few threads that reading and writing files needs as
 * well, for as long as the other side's own limit (25 s for a secret service), so nothing more is asked while one hangs.
 */
export function createWithinLimit(limitMs: number): WithinLimit {
  let hanging = 0;
  return async (call) => {
    if (hanging > 0) throw new Silence(limitMs);
    const running = call();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOverdue = false;
    const overdue = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isOverdue = true;
        hanging += 1;
        reject(new Silence(limitMs));
      }, limitMs);
    });
    const settled = () => {
      clearTimeout(timer);
      if (isOverdue) hanging -= 1;
    };
    running.then(settled, settled);
    return Promise.race([running, overdue]);
  };
}
