import { setMaxListeners } from 'node:events';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import type { Elektrad, Elektrads, ElektradTarget, ProbeTarget } from '../../../clusterd/ports.ts';
import type { ElektradsOptions } from '../elektrads-options.ts';
import { createElektrads } from '../elektrads.ts';

/** The client with a clock and secrets that the test holds, and pauses that pass at once. */
export interface ClientUnderTest {
  readonly elektrads: Elektrads;
  /** Milliseconds; the test may set it. */
  readonly time: { now: number };
  /** Sessions in the order in which they were saved. */
  readonly saved: string[];
  /** Pauses asked for, in milliseconds. */
  readonly pauses: number[];
  connect(host: string, target?: Partial<ElektradTarget>): Elektrad;
}

/** Nobody aborts it. */
export const UNWATCHED = new AbortController().signal;
setMaxListeners(0, UNWATCHED);

/** A host reached without proxy or credentials. */
export function directly(host: string): ProbeTarget {
  return { host, connection: DIRECTLY, credentials: { kind: 'none' } };
}

export function createClientUnderTest(options: Partial<ElektradsOptions> = {}): ClientUnderTest {
  const time = { now: 0 };
  const saved: string[] = [];
  const pauses: number[] = [];
  let secrets = 0;
  const elektrads = createElektrads({
    random: { secret: () => `secret-${++secrets}` },
    clock: {
      now: () => time.now,
      after(milliseconds, work) {
        pauses.push(milliseconds);
        queueMicrotask(work);
        return () => undefined;
      },
    },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    ...options,
  });
  return {
    elektrads,
    time,
    saved,
    pauses,
    connect: (host, target = {}) =>
      elektrads.connection({
        id: 'one',
        host,
        connection: DIRECTLY,
        credentialsId: null,
        readCredentials: async () => ({ kind: 'none' }),
        session: null,
        async saveSession(session) {
          saved.push(session);
        },
        ...target,
      }),
  };
}
