import type { Dispatcher } from 'undici';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type { Endings } from './endings.ts';
import { failureOf, overdue, TransportFailure } from './transport-failure.ts';

export type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HttpHeaders;
  /** The body; empty when it is in `long`. */
  readonly text: string;
  /** The body of a success when it is so long that nobody should take it in one step. */
  readonly long?: readonly Uint8Array[];
}

/** From this length on, in bytes, a body is long: parsing it in one step would take some milliseconds. */
const LONG = 2 ** 18;

interface Collecting {
  readonly answerBytes: number;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly endings: Endings;
  /** Asked when there is a connection to send the request over. */
  readonly mayLeave: () => boolean;
  readonly resolve: (answer: HttpAnswer) => void;
  /** With TransportFailure or CancelledError. */
  readonly reject: (error: Error) => void;
}

/**
 * Takes one answer in, as far as size and time allow, and breaks the request off where they do not or where it is cancelled, also while it still
 * waits for its connection. https://github.com/nodejs/undici/blob/v7.x/docs/docs/api/Dispatcher.md
 */
export function collectAnswer(options: Collecting): Dispatcher.DispatchHandler {
  const { answerBytes, limitMs, signal, endings, resolve, reject } = options;
  let controller: Dispatcher.DispatchController | undefined;
  let isSettled = false;
  let status = 0;
  let headers: HttpHeaders = {};
  let received = 0;
  const chunks: Buffer[] = [];

  const onTimeout = () => fail(overdue(limitMs, controller !== undefined));
  const onAbort = () => fail(new CancelledError());
  const stopTimeout = endings.afterLimit(limitMs, onTimeout);
  const stopAbort = signal === undefined ? undefined : endings.whenAborted(signal, onAbort);

  function settle(): boolean {
    if (isSettled) return false;
    isSettled = true;
    stopTimeout();
    stopAbort?.();
    return true;
  }

  function fail(error: Error): void {
    if (!settle()) return;
    reject(error);
    controller?.abort(error);
  }

  function failTooLarge(): void {
    const reason = `the answer is larger than ${answerBytes} bytes`;
    fail(new TransportFailure('too-large', reason, { sent: true, limit: answerBytes }));
  }

  if (signal?.aborted === true) onAbort();
  return {
    onRequestStart(started) {
      if (!isSettled && !options.mayLeave()) {
        fail(new TransportFailure('broken', 'a connection was closed by the other side', { sent: false }));
      }
      if (isSettled) started.abort(new CancelledError());
      else controller = started;
    },
    onResponseStart(_controller, statusCode, answerHeaders) {
      status = statusCode;
      headers = answerHeaders;
      if (Number(answerHeaders['content-length'] ?? 0) > answerBytes) failTooLarge();
    },
    onResponseData(_controller, chunk) {
      received += chunk.length;
      if (received > answerBytes) failTooLarge();
      else chunks.push(chunk);
    },
    onResponseEnd() {
      if (!settle()) return;
      const isLong = received >= LONG && status < 300;
      resolve(isLong ? { status, headers, text: '', long: chunks } : { status, headers, text: textOf(chunks) });
    },
    onResponseError(_controller, error) {
      fail(failureOf(error, controller !== undefined));
    },
  };
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  if (only === undefined) return '';
  return chunks.length === 1 ? only.toString() : Buffer.concat(chunks).toString();
}
