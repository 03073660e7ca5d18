import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';

/** Elektra's words are short; what is longer was written by something else and is cut. In UTF-16 units. */
const WORDS_LIMIT = 4_000;

/**
 * Elektra's refusal as the elektrad passes it on: `C03200 Validation Semantic - Value '99' of key …`, where the reason may go over several lines
 * and name mount point and file on lines of their own.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/bindings/go-elektra/kdb/errors.go
 */
export function rejectionOf(words: string, key: string | null): ElektraError<'ELEKTRA_REJECTED'> {
  const text = words.slice(0, WORDS_LIMIT).trim();
  const [, number = null, description = null, rest] = /^(C\d{5})\s+([^\n]*?)\s+-\s+([^]*)$/.exec(text) ?? [];
  const reason = rest?.trim() ?? text;
  return new ElektraError('ELEKTRA_REJECTED', `Elektra refused it: ${reason === '' ? 'no reason given' : reason}`, {
    data: {
      number: number ?? /\bC\d{5}\b/.exec(text)?.[0] ?? null,
      description,
      reason,
      mountPoint: /^\s*mount\s?point:?\s+(\S.*)$/im.exec(text)?.[1]?.trim() ?? null,
      file: /^\s*(?:config(?:uration)?\s?)?file:?\s+(\S.*)$/im.exec(text)?.[1]?.trim() ?? null,
      key,
    },
  });
}

/**
 * Whether another program wrote to the same file at the same moment, so that the write may be repeated: C02000, and of the general C01100 only what
 * says so (a full disk and missing permissions have that number too).
 */
export function isConflict(error: ElektraError): boolean {
  if (!isElektraError(error, 'ELEKTRA_REJECTED') || error.data === undefined) return false;
  const { number, reason } = error.data;
  return number === 'C02000' || (number === 'C01100' && /conflict/i.test(reason));
}

/** The end of a write that was sent several times and never showed. */
export function conflictError(key: string, attempts: number): ElektraError<'ELEKTRA_REJECTED'> {
  const reason =
    `The elektrad reported success ${attempts} times and still holds the old content. Another program may be writing to the same file, ` +
    'or the old content is how Elektra spells the new.';
  return new ElektraError('ELEKTRA_REJECTED', reason, {
    data: { number: 'C02000', description: 'Conflicting State', reason, mountPoint: null, file: null, key },
  });
}
