import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyReading } from '../ports.ts';
import type { KeyChange } from './write-key.ts';

/** Elektra leaves these two to whoever edits, so they are honoured here. @throws ElektraError KEY_RESTRICTED */
export function refuseRestricted(act: 'write' | 'remove', keys: readonly KeyReading[]): void {
  const restricted = keys.find((key) => isRestricted(act, key));
  if (restricted === undefined) return;
  const restriction = `restrict/${act}`;
  throw new ElektraError(
    'KEY_RESTRICTED',
    `The metadata of ${restricted.name} has ${restriction}, which forbids to ${act} it.`,
    {
      data: { key: restricted.name, restriction },
    },
  );
}

export function isRestricted(act: 'write' | 'remove', key: KeyReading): boolean {
  return key.meta[`restrict/${act}`] === '1';
}

/**
 * Refuses to change restricted keys, but for their restrictions themselves: otherwise none could ever be taken off.
 * @throws ElektraError KEY_RESTRICTED
 */
export function refuseRestrictedWrites(changes: readonly KeyChange[]): void {
  refuseRestricted(
    'write',
    changes.filter(changesMore).map(({ before }) => before),
  );
}

function changesMore({ before, after }: KeyChange): boolean {
  if (after.value !== null && after.value !== before.value) return true;
  const metakeys = [...Object.keys(before.meta), ...Object.keys(after.meta)];
  return metakeys.some((each) => before.meta[each] !== after.meta[each] && !each.startsWith('restrict/'));
}

/** @throws ElektraError VALUE_NOT_CARRIED when one of the keys would lose its value by being written anew. */
export function refuseNotCarried(keys: readonly KeyReading[]): void {
  const lost = keys.find((key) => key.exists && key.value === undefined);
  if (lost === undefined) return;
  throw new ElektraError(
    'VALUE_NOT_CARRIED',
    `${lost.name} holds binary data or null, which cannot be written anew unharmed. Nothing was changed.`,
    {
      data: { key: lost.name, reason: 'binary or null' },
    },
  );
}
