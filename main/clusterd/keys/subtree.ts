import { isAtOrBelow, parentOf, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import type { KeyReading, TurnReads } from '../ports.ts';
import { readBatches } from './read-batches.ts';
import { isRestricted, refuseRestricted } from './restrictions.ts';

/** A key and everything below it, read inside the turn. */
export async function readSubtree(turn: TurnReads, name: string): Promise<readonly KeyReading[]> {
  const { names } = await turn.read(name);
  return (await readBatches(turn, names)).filter((reading) => reading.exists);
}

/**
 * A restriction on removal counts for everything below the key that has it. `keys` are to go, out of all those `there` at or below `top`.
 * @throws ElektraError KEY_RESTRICTED
 */
export async function refuseRestrictedRemoval(
  turn: TurnReads,
  top: string,
  keys: readonly KeyReading[],
  there: readonly KeyReading[] = keys,
): Promise<void> {
  if (keys.length === 0) return;
  refuseRestricted(
    'remove',
    there.filter(
      (key) =>
        isRestricted('remove', key) && keys.some(({ name }) => isAtOrBelow(name as KeyName, key.name as KeyName)),
    ),
  );
  refuseRestricted('remove', await turn.readMany(ancestorsOf(top)));
}

function ancestorsOf(name: string): readonly string[] {
  const parsed = tryParseKeyName(name);
  const ancestors: string[] = [];
  for (let at = parsed.ok ? parentOf(parsed.name) : null; at !== null; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}
