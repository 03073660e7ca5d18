import type { InstanceId } from '#shared/model/instance.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { specKeysOf } from '../stores/spec-keys.ts';
import { namesAt, type ClusterdClient } from './names-at.ts';
import { readMany, type TextKey } from './read-subtrees.ts';

/** The keys without the metadata that only mirror what `spec:/` of their instance says of them. @throws ElektraError, CancelledError */
export async function withoutMirrored(
  client: ClusterdClient,
  id: InstanceId,
  keys: readonly TextKey[],
  control: ActControl,
): Promise<readonly TextKey[]> {
  const specified = await namesAt(client, id, 'spec:/', control.signal);
  if (specified.length === 0) return keys;
  const specsOf = new Map(keys.map(({ key }) => [key, specKeysOf(key, specified)]));
  const wanted = [...new Set([...specsOf.values()].flat())];
  const specs = new Map((await readMany(client, id, wanted, control)).map(({ key, meta }) => [key, meta]));
  return keys.map((state) => {
    const said = (specsOf.get(state.key) ?? []).map((name) => specs.get(name) ?? {});
    return said.length === 0 ? state : { ...state, meta: notSaid(state.meta, said) };
  });
}

function notSaid(meta: Metadata, said: readonly Metadata[]): Metadata {
  const isSaid = ([metakey, value]: readonly [string, string]) => said.some((spec) => spec[metakey] === value);
  return Object.fromEntries(Object.entries(meta).filter((entry) => !isSaid(entry)));
}
