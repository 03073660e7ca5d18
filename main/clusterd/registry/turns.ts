/** Runs work one after another, in the order it was given. One piece's failure never stops the next. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    last = run;
    return run;
  };
}
