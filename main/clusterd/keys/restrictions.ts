import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyReading } from '../ports.ts';

/** Elektra leaves these two to whoever edits, so they are honoured here. @throws ElektraError KEY_RESTRICTED */
export function refuseRestricted(act: 'write' | 'remove', keys: readonly KeyReading[]): void {
  const restriction = `restrict/${act}`;
  const restricted = keys.find((key) => key.meta[restriction] === '1');
  if (restricted === undefined) return;
  throw new ElektraError(
    'KEY_RESTRICTED',
    `The metadata of ${restricted.name} has ${restriction}, which forbids to ${act} it.`,
    {
      data: { key: restricted.name, restriction },
    },
  );
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
