import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { KeyReading, TurnReads } from '../ports.ts';
import { readMirrored } from './mirrored.ts';
import { metakeyName } from './names.ts';
import { refuseRestrictedWrites } from './restrictions.ts';
import type { KeyChange } from './write-key.ts';

/** What becomes of metakeys; null: it is taken off. */
export type MetadataChange = ReadonlyMap<string, string | null>;

/**
 * By canonical names. Of two entries for one metakey the later counts.
 * @throws ElektraError KEY_NAME_INVALID, or VALUE_NOT_CARRIED for `binary`: it says what the value is, and would make text of it or unreadable data
 */
export function givenMetadata(
  name: string,
  entries: readonly { readonly key: string; readonly value: string | null }[],
): MetadataChange {
  const change = new Map(entries.map(({ key, value }) => [metakeyName(key), value] as const));
  if (!change.has('binary')) return change;
  throw new ElektraError(
    'VALUE_NOT_CARRIED',
    `Whether ${name} holds binary data cannot be changed by its metadata. Nothing was changed.`,
    { data: { key: name, reason: 'the metakey binary' } },
  );
}

export function afterMetadata(before: Metadata, change: MetadataChange): Metadata {
  const kept = Object.entries(before).filter(([metakey]) => !change.has(metakey));
  const set = [...change].filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries([...kept, ...set]);
}

/**
 * The change of a key by new metadata, its value left as it is.
 * @throws ElektraError KEY_RESTRICTED, or ELEKTRA_REJECTED for what only `spec:` can take off
 */
export async function planMetadata(turn: TurnReads, before: KeyReading, change: MetadataChange): Promise<KeyChange> {
  const planned = { before, after: { name: before.name, value: null, meta: afterMetadata(before.meta, change) } };
  refuseRestrictedWrites([planned]);
  const goes = Object.keys(before.meta).filter((metakey) => change.get(metakey) === null);
  if (goes.length > 0) await refuseMirrored(turn, before, goes);
  return planned;
}

async function refuseMirrored(turn: TurnReads, key: KeyReading, metakeys: readonly string[]): Promise<void> {
  const mirrored = (await readMirrored(turn, [key]))(key);
  const metakey = metakeys.find((each) => mirrored.has(each));
  if (metakey === undefined) return;
  const reason = `${key.name} has ${metakey} from ${mirrored.get(metakey)}. Take it off there.`;
  throw new ElektraError('ELEKTRA_REJECTED', reason, {
    data: { number: null, description: null, reason, mountPoint: null, file: null, key: key.name },
  });
}
