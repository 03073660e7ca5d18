import type { Keytar } from 'keytar';
import type { OwnChild, StartChild } from '../../platform/own-child.ts';
import { KeytarMissing, READY_ID, Silence, type KeychainAnswer, type KeychainQuestion } from './keychain-messages.ts';
import { KEY_VARIABLE } from './secrets-key.ts';

interface RemoteKeytarOptions {
  /** Path of the built keychain-process.ts. */
  readonly program: string;
  readonly startChild: StartChild;
  /** For each call. */
  readonly limitMs: number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Running {
  /** Resolves when it can be asked. */
  readonly ready: Promise<unknown>;
  readonly waiting: Map<number, Waiting>;
  send(question: KeychainQuestion): void;
  /** Kills it; what still waits gets the error. */
  end(error: Error): void;
}

/** After its last answer the process is kept for so long: many instances are reached one after another. */
const IDLE_MS = 10_000;
/** A busy machine takes its time to start a process, which says nothing of the keychain. */
const START_LIMIT_MS = 15_000;

/**
 * keytar in a process of its own, which is ended when the keychain does not answer in time (Silence). A call that hangs can not be broken off from
 * inside: it holds one of the threads that files are read and written with, and keeps the whole process from ending, for up to a minute.
 */
export function createRemoteKeytar({ program, startChild, limitMs }: RemoteKeytarOptions): Keytar {
  let running: Running | null = null;
  let count = READY_ID;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function startOwn(): OwnChild {
    // It needs the way to the session's bus, not the key of the encrypted file.
    const { [KEY_VARIABLE]: _key, ...env } = process.env;
    return startChild(program, { env });
  }

  async function ask(call: keyof Keytar, ...args: readonly string[]): Promise<unknown> {
    clearTimeout(idle);
    const current = (running ??= start(startOwn, (ended) => {
      if (running === ended) running = null;
    }));
    await current.ready;
    const id = (count += 1);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        const limit = setTimeout(() => current.end(new Silence(limitMs)), limitMs);
        const settled =
          <T>(settle: (outcome: T) => void) =>
          (outcome: T) => {
            clearTimeout(limit);
            settle(outcome);
          };
        current.waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
        current.send({ id, call, args });
      });
    } finally {
      current.waiting.delete(id);
      if (current.waiting.size === 0) idle = setTimeout(() => current.end(new Error('idle')), IDLE_MS).unref();
    }
  }

  return {
    getPassword: async (...args) => (await ask('getPassword', ...args)) as string | null,
    setPassword: async (...args) => void (await ask('setPassword', ...args)),
    deletePassword: async (...args) => (await ask('deletePassword', ...args)) as boolean,
    findCredentials: async (...args) =>
      (await ask('findCredentials', ...args)) as { account: string; password: string }[],
  };
}

function start(startOwn: () => OwnChild, ended: (running: Running) => void): Running {
  const child = startOwn();
  // Not what keeps this process alive: the time limit of a call does that while one waits.
  child.unref();
  const waiting = new Map<number, Waiting>();
  const running: Running = { ready: untilReady(), waiting, send: (question) => child.send(question), end };
  child.onMessage((message) => {
    const { id, value, error } = message as KeychainAnswer;
    const asked = waiting.get(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(error.isMissing ? new KeytarMissing(error.message) : new Error(error.message));
  });
  child.onExit((cause) => end(cause ?? new Error('the program that asks it has ended')));
  return running;

  function untilReady(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => end(new Error('the program that asks it did not start')), START_LIMIT_MS);
      const settled =
        <T>(settle: (outcome: T) => void) =>
        (outcome: T) => {
          clearTimeout(limit);
          waiting.delete(READY_ID);
          settle(outcome);
        };
      waiting.set(READY_ID, { resolve: settled(resolve), reject: settled(reject) });
    });
  }

  function end(error: Error): void {
    ended(running);
    child.kill();
    for (const { reject } of [...waiting.values()]) reject(error);
  }
}
