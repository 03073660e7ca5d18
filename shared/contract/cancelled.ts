/** Thrown when the caller no longer wants the answer. Neither an expected failure nor a bug: it is never logged as one and never shown. */
export class CancelledError extends Error {
  constructor() {
    super('The call was cancelled.');
    this.name = 'CancelledError';
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}

/** True for our own cancellation and for the platform's `AbortError`. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CancelledError' || error.name === 'AbortError');
}
