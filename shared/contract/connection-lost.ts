/**
 * Nobody answered, or what answered is not the other side of the contract (a proxy without its server, a portal). Whether a command took effect is
 * unknown.
 */
export class ConnectionLostError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectionLostError';
  }
}

export function isConnectionLost(error: unknown): error is ConnectionLostError {
  return error instanceof ConnectionLostError;
}
