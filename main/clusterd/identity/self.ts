import type { ClusterdSelf } from '#shared/model/instance.ts';
import type { Random } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';

const SELF = 'clusterd';

/** Which clusterd this is, and which ones it was: what a backup was made of and restored from is managed by this one now. */
export interface Self extends ClusterdSelf {
  readonly formerIds: readonly string[];
}

/** Which clusterd this is. The id is made once; the name is only for people, and may be another one at each start. */
export async function openSelf(
  { self }: Pick<Registry, 'self'>,
  random: Pick<Random, 'id'>,
  name: string,
): Promise<Self> {
  const known = self.get(SELF);
  if (known !== undefined) return { ...known, name };
  const made = { id: random.id(), formerIds: [] };
  await self.put(SELF, made);
  return { ...made, name };
}
