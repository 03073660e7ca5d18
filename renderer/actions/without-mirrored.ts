import type { InstanceId } from '#shared/model/instance.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { readMany, type TextKey } from './read-subtrees.ts';
import { namesAt, type ClusterdClient } from './names-at.ts';

const SPEC = 'spec:/';

/** The keys without the metadata that only mirror what `spec:/` of their instance says of them. @throws ElektraError, CancelledError */
export async function withoutMirrored(
  client: ClusterdClient,
  id: InstanceId,
  keys: readonly TextKey[],
  control: ActControl,
): Promise<readonly TextKey[]> {
  const specified = new Set(await namesAt(client, id, SPEC, control.signal));
  const wanted = [...new Set(keys.map(({ key }) => specOf(key)))].filter((name) => specified.has(name));
  const specs = new Map((await readMany(client, id, wanted, control)).map(({ key, meta }) => [key, meta]));
  return keys.map((state) => {
    const spec = state.key.startsWith(SPEC) ? undefined : specs.get(specOf(state.key));
    return spec === undefined ? state : { ...state, meta: different(state.meta, spec) };
  });
}

function specOf(name: string): string {
  return SPEC + name.slice(name.indexOf('/') + 1);
}

function different(meta: Metadata, spec: Metadata): Metadata {
  return Object.fromEntries(Object.entries(meta).filter(([metakey, value]) => spec[metakey] !== value));
}
