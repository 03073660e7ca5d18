import type { Clock, Log, Random } from '../../clusterd/ports.ts';
import type { WayOut } from './way-out.ts';

/** In milliseconds. */
export interface Timeouts {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Until a read is answered completely. Waiting for the session counts as much again. */
  readonly readMs: number;
  /** The same for one write: each rewrites a whole storage file, which takes seconds on a big database. */
  readonly writeMs: number;
  /** The same for the question whether the process is alive. */
  readonly aliveMs: number;
  /** How long a session may lie unused before its next request goes alone again; the field's elektrad drops it after an hour. */
  readonly sessionIdleMs: number;
}

export interface Limits {
  /** The largest answer taken, in bytes. */
  readonly answerBytes: number;
  /** The largest value sent, in bytes of UTF-8. */
  readonly valueBytes: number;
  /** Requests that one instance gets at the same time. */
  readonly requests: number;
  /** Turns that may wait for one instance. */
  readonly waitingTurns: number;
  /** How often one write is sent when Elektra reports a conflict or goes on showing the old content. */
  readonly writeAttempts: number;
  /** Hosts whose session is remembered after a probe. */
  readonly probedHosts: number;
}

export interface ElektradsOptions {
  readonly random: Pick<Random, 'secret'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
  /** For hosts without a proxy or authorities of their own; directly unless told. */
  readonly wayOut?: WayOut;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 2_000,
  readMs: 10_000,
  writeMs: 30_000,
  aliveMs: 2_000,
  sessionIdleMs: 50 * 60_000,
};

export const DEFAULT_LIMITS: Limits = {
  answerBytes: 64 * MEBIBYTE,
  valueBytes: MEBIBYTE,
  requests: 64,
  // As many as clusterd's HTTP server has connections.
  waitingTurns: 4_096,
  writeAttempts: 6,
  probedHosts: 100,
};
