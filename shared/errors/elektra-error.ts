import { ERROR_CATALOGUE, isErrorCode, type ErrorCode, type ErrorData } from './catalogue.ts';

/** What crosses a process boundary of an error. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly name: string;
  readonly message: string;
  readonly data?: unknown;
  readonly requestId?: string;
}

interface Details<C extends ErrorCode> {
  readonly data?: ErrorData<C>;
  readonly cause?: unknown;
  readonly requestId?: string;
}

/** An expected failure: it has a code of the catalogue and a sentence for the user. Anything else that is thrown is a bug, or a cancellation. */
export class ElektraError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: ErrorData<C> | undefined;
  readonly requestId: string | undefined;

  constructor(code: C, message?: string, details: Details<C> = {}) {
    super(message ?? ERROR_CATALOGUE[code].summary, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ElektraError';
    this.code = code;
    this.data = details.data;
    this.requestId = details.requestId;
  }
}

export function isElektraError(error: unknown): error is ElektraError;
export function isElektraError<C extends ErrorCode>(error: unknown, code: C): error is ElektraError<C>;
export function isElektraError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof ElektraError && (code === undefined || error.code === code);
}

export function errorBodyOf(error: ElektraError, requestId?: string): ErrorBody {
  return {
    code: error.code,
    name: ERROR_CATALOGUE[error.code].name,
    message: error.message,
    ...(error.data === undefined ? {} : { data: error.data }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Rebuilds what `errorBodyOf` took apart. A code this side does not know (a newer other side) becomes INTERNAL with its words kept. */
export function errorFromBody(body: Omit<ErrorBody, 'code'> & { readonly code: string }): ElektraError {
  const details = body.requestId === undefined ? {} : { requestId: body.requestId };
  if (!isErrorCode(body.code)) return new ElektraError('INTERNAL', `${body.code}: ${body.message}`, details);
  return new ElektraError(body.code, body.message, { ...details, data: body.data as ErrorData<ErrorCode> });
}
