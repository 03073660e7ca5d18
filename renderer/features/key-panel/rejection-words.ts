import { isElektraError } from '#shared/errors/elektra-error.ts';

/** Elektra's own words of a refusal, unaltered. */
export interface Rejection {
  /** For example `C03200 Validation Semantic: Value '99' … not within range 1-10`. */
  readonly words: string;
  readonly mountPoint: string | null;
  readonly file: string | null;
}

/** Null when the error is not one of Elektra's. */
export function rejectionOf(error: unknown): Rejection | null {
  if (!isElektraError(error, 'ELEKTRA_REJECTED') || error.data === undefined) return null;
  const { number, description, reason, mountPoint, file } = error.data;
  const head = [number, description].filter((part) => part !== null && part !== '').join(' ');
  return { words: head === '' ? reason : `${head}: ${reason}`, mountPoint, file };
}
