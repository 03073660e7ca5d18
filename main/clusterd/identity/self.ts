import type { ClusterdSelf } from '#shared/model/instance.ts';
import type { Random } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';

const SELF = 'clusterd';

/** Which clusterd this is. The id is made once; the name is only for people, and may be another one at each start. */
export async function openSelf(
  { self }: Pick<Registry, 'self'>,
  random: Pick<Random, 'id'>,
  name: string,
): Promise<ClusterdSelf> {
  const known = self.get(SELF);
  if (known !== undefined) return { id: known.id, name };
  const id = random.id();
  await self.put(SELF, { id });
  return { id, name };
}
