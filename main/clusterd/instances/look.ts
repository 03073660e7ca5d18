import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Credentials } from '#shared/model/credentials.ts';
import type { InstanceSeen } from '#shared/model/instance.ts';
import type { Ports } from '../ports.ts';
import type { Address } from './address.ts';
import { afterAnswer, afterFailure, NEVER_SEEN } from './seen.ts';

/** Something answers there, and a person can set right why it is not taken. */
const REFUSED: readonly ErrorCode[] = [
  'INSTANCE_PROTOCOL',
  'INSTANCE_CREDENTIALS',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_CHANGED',
];

/**
 * What an address looks like from here before an instance is stored with it; a host that does not answer is offline.
 * @throws ElektraError with one of the codes above unless forced, and INVALID_INPUT.
 */
export async function lookAt(
  { host, connection }: Address,
  readCredentials: () => Promise<Credentials>,
  force: boolean,
  { elektrads, clock }: Pick<Ports, 'elektrads' | 'clock'>,
  signal: AbortSignal,
): Promise<InstanceSeen> {
  try {
    const credentials = await readCredentials();
    const { version, latencyMs } = await elektrads.probe({ host, connection, credentials }, signal);
    return afterAnswer(NEVER_SEEN, latencyMs, version, clock.now());
  } catch (error) {
    if (!isElektraError(error) || error.code === 'INVALID_INPUT') throw error;
    if (REFUSED.includes(error.code) && !force) throw error;
    return afterFailure(NEVER_SEEN, error, clock.now());
  }
}
