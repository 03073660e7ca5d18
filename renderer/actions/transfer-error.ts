/**
 * An act on several keys failed after a part of it had happened. `cause` is why. `left`: names that are not as they were and could not be put back,
 * or, of keys that are in their new place already, originals that could not be removed.
 */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly problem: 'notPutBack' | 'notRemoved';
  readonly left: readonly string[];

  constructor(problem: TransferError['problem'], left: readonly string[], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.problem = problem;
    this.left = left;
  }
}
