import type { ElektraError } from '#shared/errors/elektra-error.ts';
import { refusedAnswer } from './answers.ts';
import { isConflict } from './rejection.ts';
import type { Requests, Wanted } from './requests.ts';
import { asElektraError, TransportFailure } from './transport-failure.ts';

/** How one write request ended. Only what is read back afterwards shows what became of it. */
export type SentWrite =
  | { readonly outcome: 'accepted' }
  /** Another program wrote to the same file: the same write may succeed now. */
  | { readonly outcome: 'conflict'; readonly error: ElektraError }
  /** Elektra refused it, and the session must be left. */
  | { readonly outcome: 'rejected'; readonly error: ElektraError }
  /** No answer, though the request may have arrived. */
  | { readonly outcome: 'unknown'; readonly failure: TransportFailure };

/** Sends one write about a key. Throws what shows that nothing was written: the host was not reached, or is no elektrad, or has no such route. */
export async function sendWrite(requests: Requests, wanted: Wanted, key: string): Promise<SentWrite> {
  try {
    const answer = await requests.write(wanted);
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted' };
    // Deleting what is not there: 204 in 0.11.0, an empty 404 in other versions.
    if (wanted.method === 'DELETE' && answer.status === 404 && answer.text === '') return { outcome: 'accepted' };
    const error = refusedAnswer(answer, requests.host, key);
    if (isConflict(error)) return { outcome: 'conflict', error };
    if (answer.status === 400 || error.code === 'ELEKTRA_REJECTED') return { outcome: 'rejected', error };
    throw error;
  } catch (error) {
    if (error instanceof TransportFailure && error.sent) return { outcome: 'unknown', failure: error };
    throw asElektraError(error, requests.host);
  }
}
