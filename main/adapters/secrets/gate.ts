/** Lets in either any number of those who share, or one who is alone, in the order in which they came. */
export interface Gate {
  shared<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  const sharing = new Set<Promise<unknown>>();
  return {
    shared(work) {
      const run = last.then(work);
      const quiet = settled(run).then(() => void sharing.delete(quiet));
      sharing.add(quiet);
      return run;
    },
    alone(work) {
      const run = Promise.all([last, ...sharing]).then(work);
      last = settled(run);
      return run;
    },
  };
}

/** What comes next waits for it, whatever became of it; whoever asked for it is told. */
function settled(run: Promise<unknown>): Promise<unknown> {
  return run.catch(() => undefined);
}
