import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import type { Digest, KeyReading } from '../ports.ts';
import { keyState, sameMetakeys, sameValue } from './key-version.ts';
import type { MetadataChange } from './metadata.ts';

/** To be compared inside the turn, just before writing. `yours` null: the key was to be removed. @throws ElektraError VERSION_CONFLICT with both values */
export function refuseChangedValue(
  basedOn: KeyVersion | undefined,
  reading: KeyReading,
  yours: { readonly value: string } | null,
  digest: Digest,
): void {
  if (basedOn === undefined || sameValue(basedOn, reading, digest)) return;
  throw conflict(reading, yours, digest);
}

/** The same for metadata: only of the metakeys that are to be changed. @throws ElektraError VERSION_CONFLICT */
export function refuseChangedMetadata(
  basedOn: KeyVersion | undefined,
  reading: KeyReading,
  yours: MetadataChange,
  digest: Digest,
): void {
  if (basedOn === undefined || sameMetakeys(basedOn, reading, yours.keys(), digest)) return;
  throw conflict(reading, { meta: Object.fromEntries(yours) }, digest);
}

function conflict(
  reading: KeyReading,
  yours: { readonly value: string } | { readonly meta: Record<string, string | null> } | null,
  digest: Digest,
): ElektraError {
  return new ElektraError('VERSION_CONFLICT', `${reading.name} was changed since you read it. Nothing was written.`, {
    data: { key: reading.name, theirs: keyState(reading, digest), yours },
  });
}
