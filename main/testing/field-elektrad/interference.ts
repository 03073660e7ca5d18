/** Who waits at a place where a test holds requests. */
export interface Hold {
  /** Resolves when as many wait as were asked for. */
  readonly reached: Promise<void>;
  /** Lets them go on, and whoever comes later. */
  open(): void;
}

/** What a test does to a process at places that are reached by chance otherwise. */
export interface Interference {
  holdSessions(count: number): Hold;
  holdNextWrite(): Hold;
  duringNextWrite(act: () => Promise<void>): void;
  lockDuringNextWrite(): void;
  /** Called by the process when a session is being made. */
  beforeSession(): Promise<void>;
  /** … when a write has prepared its file. */
  beforeCommit(): Promise<void>;
  /** … when a write wants the lock of its file. Whether another program has it. */
  isLocked(): boolean;
}

/** `chance` says whether a write meets another program by itself. */
export function createInterference(chance: () => boolean): Interference {
  const acts: (() => Promise<void>)[] = [];
  let locks = 0;
  let sessions: Gate | null = null;
  return {
    holdSessions(count) {
      sessions = createGate(count);
      return sessions;
    },
    holdNextWrite() {
      const gate = createGate(1);
      acts.push(() => gate.pass());
      return gate;
    },
    duringNextWrite: (act) => void acts.push(act),
    lockDuringNextWrite: () => void (locks += 1),
    beforeSession: async () => sessions?.pass(),
    beforeCommit: async () => acts.shift()?.(),
    isLocked() {
      if (locks === 0) return chance();
      locks -= 1;
      return true;
    },
  };
}

interface Gate extends Hold {
  pass(): Promise<void>;
}

function createGate(count: number): Gate {
  let waiting = 0;
  let arrive = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    reached,
    open: () => open(),
    async pass() {
      waiting += 1;
      if (waiting === count) arrive();
      await opened;
    },
  };
}
