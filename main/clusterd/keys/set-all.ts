import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { InputOf } from '#shared/contract/operation.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { mapPaced, type Pace } from '../pace.ts';
import type { TurnReads } from '../ports.ts';
import type { WholeAct } from './act-wholly.ts';
import { afterMetadata, givenMetadata, type MetadataChange } from './metadata.ts';
import { nameAtOrBelow } from './names.ts';
import { readBatches } from './read-batches.ts';
import { refuseNotCarried, refuseRestrictedWrites } from './restrictions.ts';

type Configurations = InputOf<ClusterdContract['keys.setAll']>['configurations'];

interface GivenKey {
  readonly value: string;
  readonly meta: MetadataChange;
}

/**
 * What is given for each key at or below `parent`, by canonical names. Of two entries for one key the later counts.
 * @throws ElektraError KEY_NAME_INVALID, VALUE_NOT_CARRIED
 */
export async function givenKeys(
  parent: KeyName,
  configurations: Configurations,
  pace: Pace,
): Promise<ReadonlyMap<string, GivenKey>> {
  const given = new Map<string, GivenKey>();
  for (const { key, value, meta = {} } of configurations) {
    if (pace.isDue()) await pace.rest();
    const name = nameAtOrBelow(parent, key);
    const entries = Object.entries(meta).map(([metakey, text]) => ({ key: metakey, value: text }));
    given.set(name, { value: value ?? '', meta: givenMetadata(name, entries) });
  }
  return given;
}

/** Metakeys that are not given stay as they are. @throws ElektraError KEY_RESTRICTED, VALUE_NOT_CARRIED */
export async function planSetAll(turn: TurnReads, given: ReadonlyMap<string, GivenKey>, pace: Pace): Promise<WholeAct> {
  const readings = await readBatches(turn, [...given.keys()]);
  refuseNotCarried(readings);
  const writes = await mapPaced(readings, pace, (before) => {
    const key = given.get(before.name);
    if (key === undefined) return [];
    const { name, meta } = before;
    const write = { before, after: { name, value: key.value, meta: afterMetadata(meta, key.meta) } };
    refuseRestrictedWrites([write]);
    return [write];
  });
  return { writes: writes.flat(), removes: [] };
}
