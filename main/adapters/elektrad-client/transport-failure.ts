import { ElektraError } from '#shared/errors/elektra-error.ts';
import { plainReason } from './plain-reason.ts';

/**
 * - `unreachable`: no connection, or a gateway says that there is nothing behind it
 * - `broken`: the connection was closed before the answer was complete
 * - `timeout`: the time was over first
 * - `too-large`: the answer was cut
 * - `protocol`: what came is not HTTP
 */
export type FailureKind = 'unreachable' | 'broken' | 'timeout' | 'too-large' | 'protocol';

interface Details {
  /** Whether the request may have reached the elektrad: then the outcome of a write is unknown. */
  readonly sent: boolean;
  /** Milliseconds for `timeout`, bytes for `too-large`. */
  readonly limit?: number;
  readonly cause?: unknown;
  /** What callers get instead of the error that `kind` stands for. */
  readonly error?: ElektraError;
}

/** Why there is no answer. Stays inside this folder: callers get the ElektraError it stands for. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly kind: FailureKind;
  readonly sent: boolean;
  readonly limit: number;
  readonly error: ElektraError | undefined;

  constructor(kind: FailureKind, reason: string, { sent, limit = 0, cause, error }: Details) {
    super(reason, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.sent = sent;
    this.limit = limit;
    this.error = error;
  }
}

export function overdue(limitMs: number, sent: boolean): TransportFailure {
  return new TransportFailure('timeout', `no answer within ${limitMs / 1000} s`, { sent, limit: limitMs });
}

/** What Node's or undici's error means here. `sent` as in TransportFailure. */
export function failureOf(error: unknown, sent: boolean): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const { kind, reason } = plainReason(error);
  return new TransportFailure(kind === 'broken' && !sent ? 'unreachable' : kind, reason, { sent, cause: error });
}

export function errorOfFailure(failure: TransportFailure, host: string): ElektraError {
  if (failure.error !== undefined) return failure.error;
  const details = { cause: failure.cause ?? failure };
  switch (failure.kind) {
    case 'unreachable':
    case 'broken':
      return new ElektraError('INSTANCE_UNREACHABLE', `${host} does not answer: ${failure.message}.`, {
        ...details,
        data: { host, reason: failure.message },
      });
    case 'timeout': {
      const seconds = failure.limit / 1000;
      return new ElektraError('INSTANCE_TIMEOUT', `${host} did not answer within ${seconds} s.`, {
        ...details,
        data: { host, seconds },
      });
    }
    case 'too-large':
      return new ElektraError('TOO_LARGE', `${host} answered more than ${failure.limit} bytes. Ask for less at once.`, {
        ...details,
        data: { limit: failure.limit },
      });
    case 'protocol':
      return new ElektraError('INSTANCE_PROTOCOL', `${host} does not answer like an elektrad: ${failure.message}.`, {
        ...details,
        data: { host, reason: failure.message },
      });
  }
}

/** Leaves other errors (cancellations, refused answers, bugs) as they are. */
export function asElektraError(error: unknown, host: string): unknown {
  return error instanceof TransportFailure ? errorOfFailure(error, host) : error;
}
