/**
 * `stored`; `refused` by a check or with a conflict C01100; `lost`: answered with success although nothing was stored, because another program wrote in
 * between (C02000); `none`: answered with success, and there was nothing that could be stored.
 */
export type WriteOutcome = 'stored' | 'refused' | 'lost' | 'none';

/** `session` is the number of a database handle, from 1. */
export type FieldEvent =
  | { readonly event: 'session'; readonly session: number; readonly cookie: string; readonly keys: number }
  | {
      readonly event: 'write';
      readonly session: number;
      readonly method: string;
      readonly name: string;
      readonly outcome: WriteOutcome;
      /** Of the storage files that were written. */
      readonly bytes: number;
    }
  | { readonly event: 'died'; readonly reason: string };

export type FieldWrite = Extract<FieldEvent, { readonly event: 'write' }>;

/** What the double has done since it was created, restarts included. */
export interface FieldLog {
  readonly events: readonly FieldEvent[];
  /** Routed requests. */
  requests(): number;
  /** Sessions ever made; each copied the whole database. */
  sessionCount(): number;
  writes(outcome?: WriteOutcome): readonly FieldWrite[];
  /** The sessions that have written. One of them is safe, more are not. */
  writingSessions(): readonly number[];
}

export interface OpenFieldLog extends FieldLog {
  add(event: FieldEvent): void;
  countRequest(): void;
}

export function createFieldLog(listen: (event: FieldEvent) => void = () => undefined): OpenFieldLog {
  const events: FieldEvent[] = [];
  let requests = 0;
  const allWrites = () => events.filter((event) => event.event === 'write');
  return {
    events,
    add(event) {
      events.push(event);
      listen(event);
    },
    countRequest() {
      requests += 1;
    },
    requests: () => requests,
    sessionCount: () => events.filter(({ event }) => event === 'session').length,
    writes: (outcome) => allWrites().filter((write) => outcome === undefined || write.outcome === outcome),
    writingSessions: () => [...new Set(allWrites().map(({ session }) => session))],
  };
}
