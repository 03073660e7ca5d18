import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Clock, KeyReading, Log } from '../../clusterd/ports.ts';
import type { Limits } from './elektrads-options.ts';
import { isKnownNormalForm } from './normal-form.ts';
import { pause } from './pause.ts';
import { conflictError } from './rejection.ts';
import type { Requests } from './requests.ts';
import type { SentWrite } from './send-write.ts';
import { errorOfFailure, type TransportFailure } from './transport-failure.ts';

/** What a write needs besides the key. The signal is the turn's: it stops reading back and waiting, never a write under way. */
export interface WriteMeans {
  readonly requests: Requests;
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly log: Log;
  readonly clock: Clock;
}

/** One content (a value, a metakey) to be stored; null: none. */
export interface CheckedWrite {
  readonly key: string;
  readonly wanted: string | null;
  /** What it was before. */
  readonly old: string | null;
  send(): Promise<SentWrite>;
  look(): Promise<{ readonly content: string | null; readonly reading: KeyReading }>;
}

/**
 * Sends a write and reads back until the content is stored, because a success answer of the field's elektrad proves nothing: when another program
 * wrote to the same file (C02000), its handler reads again, which throws the change away, and answers as if all were well. The old content means
 * that the write was lost: it is sent again. Something new that is not what was sent is Elektra's normal form of it if a second write ends the same
 * way, or another program's if not. Resolves to what was read back.
 */
export async function storeChecked(write: CheckedWrite, means: WriteMeans): Promise<KeyReading> {
  const attempts = means.limits.writeAttempts;
  let shownBefore: string | null = null;
  let isBroken = false;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await write.send();
    if (sent.outcome === 'rejected') return afterRejection(write, sent.error, means);
    if (sent.outcome === 'conflict') {
      if (attempt >= attempts) return afterRejection(write, sent.error, means);
      await pauseAfterConflict(attempt, means);
    } else {
      const { content, reading } = await lookAfter(write, sent, means);
      if (isStored(write, content, reading, shownBefore)) return reading;
      if (sent.outcome === 'unknown') {
        if (isBroken || sent.failure.kind !== 'broken') throw errorAfter(sent.failure, means);
        isBroken = true;
      }
      if (attempt >= attempts) throw conflictError(write.key, attempt);
      shownBefore = content;
      await pause(backOff(attempt), means.clock, means.signal);
    }
  }
}

/** 25 ms, doubling up to 400: another program's write to the same file takes about as long as ours. */
export function backOff(attempt: number): number {
  return Math.min(25 * 2 ** (attempt - 1), 400);
}

/** Who is cancelled here leaves the session: it holds what met the conflict, and its next write would store that. */
export async function pauseAfterConflict(attempt: number, { requests, clock, signal }: WriteMeans): Promise<void> {
  try {
    await pause(backOff(attempt), clock, signal);
  } catch (error) {
    requests.renewSession();
    throw error;
  }
}

/** The end of a write without an answer that cannot be found stored. */
export function errorAfter(failure: TransportFailure, { requests }: WriteMeans): ElektraError {
  // A connection that was closed at both attempts, with the old content in between: it is known that nothing was stored.
  if (failure.kind === 'broken' || failure.kind === 'protocol') return errorOfFailure(failure, requests.host);
  return unknownOutcome(failure, requests.host);
}

export function unknownOutcome(cause: Error, host: string): ElektraError {
  const message = `What became of the write to ${host} is unknown (${cause.message}). Read the key before trying again.`;
  const seconds = 'limit' in cause && typeof cause.limit === 'number' ? cause.limit / 1000 : 0;
  return new ElektraError('INSTANCE_TIMEOUT', message, { data: { host, seconds }, cause });
}

function isStored(
  write: CheckedWrite,
  content: string | null,
  reading: KeyReading,
  shownBefore: string | null,
): boolean {
  if (content === write.wanted) return true;
  if (content === null) return false;
  if (write.wanted !== null && isKnownNormalForm(write.wanted, content, reading.meta)) return true;
  // In place of a metakey that was taken off shows what `spec:` says.
  return content !== write.old && content === shownBefore;
}

async function lookAfter(
  write: CheckedWrite,
  sent: SentWrite,
  { requests }: WriteMeans,
): ReturnType<CheckedWrite['look']> {
  try {
    return await write.look();
  } catch (error) {
    if (isCancelled(error) || !(error instanceof Error)) throw error;
    throw unknownOutcome(sent.outcome === 'unknown' ? sent.failure : error, requests.host);
  }
}

/**
 * After a refusal the session holds the refused content, fails all its later writes below that mount point, and may store the content with a write
 * elsewhere; so it is left, and a fresh one shows whether the old content is untouched.
 */
async function afterRejection(write: CheckedWrite, error: ElektraError, means: WriteMeans): Promise<KeyReading> {
  means.requests.renewSession();
  const { key, wanted, old } = write;
  try {
    const { content, reading } = await write.look();
    if (content === wanted && wanted !== old) return reading;
    if (content !== old)
      means.log.warn({ key, code: error.code }, 'A refused write left something else than the old content.');
  } catch (cause) {
    means.log.warn({ key, cause }, 'The old content could not be checked after a refused write.');
  }
  throw error;
}
