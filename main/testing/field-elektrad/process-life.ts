/** The life of one process of the double: what happens when it ends, and what makes it end. */
export interface ProcessLife {
  /** It crashes. */
  die(reason: string): never;
  /** It is killed from outside. */
  end(): void;
  /** To be asked after every pause: a dead process does nothing more. */
  requireAlive(): void;
  /**
   * A write of a session begins; the function returned is called at its end. Two sessions that create keys at the same time damage the memory that
   * libelektra's handles share: after 5 to 20 such writes the process is dead.
   */
  beginWrite(session: number, creates: boolean): () => void;
}

/** The process is over: nobody is answered any more. */
export class ProcessEnded extends Error {}

interface ProcessLifeOptions {
  /** How many simultaneous new keys of different sessions it survives. */
  readonly endurance: number;
  readonly onCrash: (reason: string) => void;
}

export function createProcessLife({ endurance, onCrash }: ProcessLifeOptions): ProcessLife {
  const creating = new Map<symbol, number>();
  let damage = 0;
  let ended = false;

  function die(reason: string): never {
    ended = true;
    onCrash(reason);
    throw new ProcessEnded(reason);
  }

  return {
    die,
    end() {
      ended = true;
    },
    requireAlive() {
      if (ended) throw new ProcessEnded();
    },
    beginWrite(session, creates) {
      if (!creates) return () => undefined;
      const others = [...creating.values()].filter((other) => other !== session);
      if (others.length > 0) damage += 1;
      if (damage > endurance) die('two sessions created keys at the same time');
      const write = Symbol();
      creating.set(write, session);
      return () => void creating.delete(write);
    },
  };
}
