import { mayUse } from '#shared/contract/roles.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { isSecret } from '#shared/model/key.ts';
import type { KeyReading, SubtreeReading } from '../ports.ts';

/** Keys that are secret although their own metadata does not say so. */
type AlsoSecret = Pick<ReadonlySet<string>, 'has'>;
const NONE: AlsoSecret = new Set();

/** Takes the values of secret keys out of what a caller gets who may not change them anyway; everything else of the key stays. */
export function withheldFrom(caller: Caller | null, also: AlsoSecret = NONE): <T extends KeyReading>(reading: T) => T {
  if (mayUse(caller?.role ?? null, 'operator')) return (reading) => reading;
  return (reading) => {
    if (!isSecret(reading.meta) && !also.has(reading.name)) return reading;
    const { value: _secret, ...rest } = reading;
    return rest as typeof reading;
  };
}

/** The same for a key with its children, at every level. */
export function subtreeWithheldFrom(
  caller: Caller | null,
  also: AlsoSecret = NONE,
): (reading: SubtreeReading) => SubtreeReading {
  const withhold = withheldFrom(caller, also);
  const subtree = (reading: SubtreeReading): SubtreeReading => {
    const { children, ...own } = withhold(reading);
    return children === undefined ? own : { ...own, children: children.map(subtree) };
  };
  return mayUse(caller?.role ?? null, 'operator') ? (reading) => reading : subtree;
}
