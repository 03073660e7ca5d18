import type * as z from 'zod';
import { type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createClient } from '#shared/contract/client.ts';
import { CancelledError, isCancelled } from '#shared/contract/cancelled.ts';
import type { RemoteCheck } from '#shared/desktop/contract.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { createMemorySend } from '../transport/memory-send.ts';
import { remoteFailureOf } from './remote-failure.ts';
import { createRemoteFleet, type RemoteFleetOptions } from './remote-fleet.ts';
import { requireClusterd, whatAnswers } from './what-answers.ts';

/** The version of clusterd's API that this program speaks. */
const API = 1;
const LIMIT_MS = 20_000;
/** Who one is takes a few hundred. */
const ANSWER_BYTES = 1024 * 1024;

/**
 * Asks a clusterd who it is, whether it lets the token in, and whether it has taken over from the clusterd `localId`.
 * @throws ElektraError REMOTE_UNREACHABLE, REMOTE_REFUSED, REMOTE_FOREIGN, CERTIFICATE_UNTRUSTED, CERTIFICATE_CHANGED; CancelledError
 */
export async function checkRemote(
  options: Omit<RemoteFleetOptions, 'onConnection'>,
  localId: string | null,
  signal: AbortSignal,
): Promise<z.output<typeof RemoteCheck>> {
  const { url } = options.way;
  const fleet = createRemoteFleet({ ...options, answerBytes: ANSWER_BYTES, onConnection: () => undefined });
  const client = createClient<ClusterdContract>(createMemorySend(fleet.dispatcher, () => null));
  const late = new AbortController();
  const stopWaiting = options.clock.after(LIMIT_MS, () => late.abort());
  const limited = { signal: AbortSignal.any([signal, late.signal]) };
  try {
    await requireClusterd(options.way, options.wayOut, limited.signal);
    const { api, product } = await client.call('versions.get', {}, limited);
    if (api !== API)
      throw refused(
        url,
        `It speaks version ${api} of the API, and this program version ${API}. Use programs of one version.`,
      );
    const who = await client.call('session.get', {}, limited);
    const self = who.role === 'admin' ? await selfOf(() => client.call('clusterd.self', {}, limited)) : null;
    if (localId !== null && self?.id === localId) throw ownClusterd(url);
    return {
      version: product.version,
      who,
      isSuccessor: localId !== null && self?.formerIds.includes(localId) === true,
    };
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (late.signal.aborted) throw unreachable(url, `no answer within ${LIMIT_MS / 1000} s`);
    throw await checkFailure(options, error, limited.signal);
  } finally {
    stopWaiting();
    await fleet.close();
  }
}

/** Null of one that is older than this question. */
async function selfOf<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isElektraError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

async function checkFailure(
  { way, wayOut }: Pick<RemoteFleetOptions, 'way' | 'wayOut'>,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const { url } = way;
  if (isElektraError(error, 'UNAUTHENTICATED')) {
    return refused(url, 'The token is unknown there, has expired or was revoked. Make a new one there and try again.');
  }
  if (isElektraError(error, 'TOO_LARGE')) return refused(url, 'What it answers is too large for a clusterd.');
  if (isElektraError(error)) return error.code === 'REMOTE_REFUSED' ? error : refused(url, error.message);
  if (isCancelled(error) || !(error instanceof Error)) return error;
  const failure = remoteFailureOf(error);
  if (failure.kind === 'judged') return failure.error;
  const known =
    failure.kind === 'unreachable' && !failure.isReached ? null : await whatAnswers(way, wayOut, error, signal);
  if (known !== null) return known;
  if (failure.kind === 'unreachable') return unreachable(url, failure.reason);
  const data = { url, what: 'other', reason: failure.reason, address: null } as const;
  return new ElektraError('REMOTE_FOREIGN', `${url} is no clusterd. ${failure.reason}`, { data });
}

/** The window needs no address for it, and while it is a client nothing here answers. */
export function ownClusterd(url: string): ElektraError {
  return refused(url, 'It is this machine’s own clusterd. Choose “Use this machine” instead.');
}

function refused(url: string, reason: string): ElektraError {
  return new ElektraError('REMOTE_REFUSED', `${url} cannot be used. ${reason}`, { data: { url, reason } });
}

function unreachable(url: string, reason: string): ElektraError {
  return new ElektraError('REMOTE_UNREACHABLE', `${url} cannot be reached: ${reason}.`, { data: { url, reason } });
}
