/**
 * Changes of ordinary keys run side by side (the store puts them in order); a change below `spec:` runs alone, because it decides what all others
 * are checked against.
 */
export interface Turns {
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** Begins when everything that was asked for before has ended; what is asked for later waits for it. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const underWay = new Set<Promise<unknown>>();
  let lastAlone: Promise<unknown> = Promise.resolve();

  return {
    shared(work) {
      const turn = lastAlone.then(work);
      const end: Promise<unknown> = Promise.allSettled([turn]).then(() => underWay.delete(end));
      underWay.add(end);
      return turn;
    },
    alone(work) {
      const turn = Promise.all([lastAlone, ...underWay]).then(work);
      lastAlone = Promise.allSettled([turn]);
      return turn;
    },
  };
}
