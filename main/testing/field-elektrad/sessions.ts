import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { openHandle, type DatabaseHandle, type KeySet } from './database-handle.ts';
import type { Machine } from './machine.ts';
import { createMutex, type Mutex } from './mutex.ts';

/** What a handler works on. */
export interface OpenSession {
  readonly handle: DatabaseHandle;
  readonly keySet: KeySet;
}

/** A session as it lies in the memory of the process. */
export interface SessionReport {
  readonly cookie: string;
  readonly session: number;
  readonly keys: number;
  /** What its copy of the database takes in the field. */
  readonly bytes: number;
}

/**
 * The sessions of one process: each has a handle and a copy of the whole database, for an hour after its last request.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/middleware.go
 */
export interface Sessions {
  /** Runs a handler in the session of a cookie, alone; `setCookie` comes with the answer of the request that made the session. */
  enter<T>(
    cookie: string | null,
    setCookie: (header: string) => void,
    handler: (session: OpenSession) => Promise<T>,
  ): Promise<T>;
  report(): readonly SessionReport[];
}

interface Session extends OpenSession {
  readonly mutex: Mutex;
  expiry: number;
}

const HOUR_MS = 60 * 60_000;
/** Measured: 0.5 MB with 1 000 keys, 3 MB with 10 000, 20 MB with 100 000. */
const HANDLE_BYTES = 250_000;
const KEY_BYTES = 230;

export function createSessions(machine: Machine, nextNumber: () => number): Sessions {
  const sessions = new Map<string, Session>();

  function freeIdle(): void {
    const now = machine.now();
    for (const [cookie, { expiry }] of sessions) if (now > expiry) sessions.delete(cookie);
  }

  async function open(cookie: string): Promise<Session> {
    // The copy takes a while, in which other requests with the same cookie come to the same conclusion.
    await setImmediate();
    await machine.interference.beforeSession();
    machine.life.requireAlive();
    const number = nextNumber();
    const opened = openHandle(machine, number);
    machine.log.add({ event: 'session', session: number, cookie, keys: opened.keySet.keys.length });
    const session = { ...opened, mutex: createMutex(), expiry: machine.now() + HOUR_MS };
    sessions.set(cookie, session);
    return session;
  }

  return {
    async enter(given, setCookie, handler) {
      machine.log.countRequest();
      freeIdle();
      const cookie = given ?? randomUUID();
      let session = given === null ? undefined : sessions.get(given);
      if (session === undefined) {
        setCookie(`session=${cookie}; Max-Age=3600; HttpOnly`);
        session = await open(cookie);
      } else {
        session.expiry = machine.now() + HOUR_MS;
      }
      // The last one made under this cookie, which need not be the one whose mutex is held.
      return session.mutex.run(() => handler(sessions.get(cookie) ?? session));
    },
    report() {
      freeIdle();
      return [...sessions].map(([cookie, { handle, keySet }]) => ({
        cookie,
        session: handle.number,
        keys: keySet.keys.length,
        bytes: HANDLE_BYTES + KEY_BYTES * keySet.keys.length,
      }));
    },
  };
}
