import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import { isElektraError, type ElektraError } from '#shared/errors/elektra-error.ts';
import { plainReason, speaksNoTls } from '../adapters/elektrad-client/plain-reason.ts';
import { TransportFailure } from '../adapters/elektrad-client/transport-failure.ts';

/** Why a remote clusterd gave no answer of the contract. */
export type RemoteFailure =
  /** A certificate that is not trusted, or an answer that is too large. */
  | { readonly kind: 'judged'; readonly error: ElektraError }
  /** `reason` continues a sentence: no capital, no full stop. `isReached`: something is there, which broke off. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly isReached: boolean }
  /** Something answered that is no clusterd; `reason` is a sentence. */
  | { readonly kind: 'foreign'; readonly reason: string };

const PROXY_ASKS =
  'the proxy in front of it asks for a sign-in (407); give its name and password under Preferences, Network';

/** What lies behind the failure of a call or of a stream, which the transports wrap. */
export function remoteFailureOf(error: unknown): RemoteFailure {
  const causes = causesOf(error);
  const judged = causes.map((cause) => (cause instanceof TransportFailure ? cause.error : cause)).find(isElektra);
  if (isElektraError(judged, 'INSTANCE_CREDENTIALS')) return unreachable(PROXY_ASKS, false);
  if (judged !== undefined) return { kind: 'judged', error: judged };
  const failure = causes.find((cause) => cause instanceof TransportFailure);
  if (failure !== undefined) return unreachable(failure.message, failure.kind === 'broken' || speaksNoTls(failure));
  const innermost = causes.at(-1);
  if (isConnectionLost(innermost)) return { kind: 'foreign', reason: innermost.message };
  const { kind, reason } = plainReason(innermost);
  return kind === 'protocol' ? { kind: 'foreign', reason: asSentence(reason) } : unreachable(reason, kind === 'broken');
}

function unreachable(reason: string, isReached: boolean): RemoteFailure {
  return { kind: 'unreachable', reason, isReached };
}

const isElektra = (error: unknown): error is ElektraError => isElektraError(error);

function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && !causes.includes(cause); cause = cause.cause) causes.push(cause);
  return causes;
}
