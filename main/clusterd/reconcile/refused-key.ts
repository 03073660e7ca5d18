import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { isElektraError, type ElektraError } from '#shared/errors/elektra-error.ts';
import { isBinary } from '#shared/model/key.ts';
import { isRestricted, refuseNotCarried, refuseRestricted } from '../keys/restrictions.ts';
import type { KeyReading } from '../ports.ts';
import type { DueKey } from '../settings/effective.ts';

/** These speak of the one key that was written; the others can be delivered all the same. */
const OF_ONE_KEY: readonly ErrorCode[] = [
  'ELEKTRA_REJECTED',
  'KEY_RESTRICTED',
  'VALUE_NOT_CARRIED',
  'KEY_NAME_INVALID',
  'TOO_LARGE',
];

/** Whether the instance refuses this content of the key, so that sending it again is of no use. A conflict with another program ends. */
export function isRefusal(error: unknown): error is ElektraError {
  if (!isElektraError(error) || !OF_ONE_KEY.includes(error.code)) return false;
  const number = isElektraError(error, 'ELEKTRA_REJECTED') ? error.data?.number : null;
  return number !== 'C02000' && !(number === 'C01100' && /conflict/i.test(error.message));
}

/**
 * What forbids to write or to remove the key. A restriction that the cluster itself sets or takes off does not stand in its way.
 * @throws ElektraError KEY_RESTRICTED, VALUE_NOT_CARRIED
 */
export function refuseAtKey({ set, gone }: DueKey, before: KeyReading): void {
  const act = set === null && gone === 'key' ? 'remove' : 'write';
  const restriction = `restrict/${act}`;
  const isOwn = set?.meta[restriction] !== undefined || (gone !== 'key' && gone.includes(restriction));
  if (!isOwn && isRestricted(act, before)) refuseRestricted(act, [before]);
  if (set !== null && set.value !== null && isBinary(before.meta)) refuseNotCarried([before]);
}
