import type { Call, InputOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';
import { areSameMetakeys } from './fake-version.ts';

type MetaInput = InputOf<ClusterdContract['keys.setMetaMany']>;

/** The operations that write metadata or several keys at once. */
export function keyWritesOf(
  fake: FakeClusterd,
): Pick<ClusterdHandlers, 'keys.setMeta' | 'keys.removeMeta' | 'keys.setMetaMany' | 'keys.setAll'> {
  async function setMetaMany({ name, meta, basedOn }: Omit<MetaInput, 'id'>, call: Pick<Call, 'signal'>) {
    const stored = fake.keys.get(name);
    const metakeys = meta.map(({ key }) => key);
    if (!areSameMetakeys(basedOn, stored, metakeys)) {
      const theirs = fake.state(name);
      throw new ElektraError('VERSION_CONFLICT', undefined, { data: { key: name, theirs, yours: null } });
    }
    await fake.beforeSetMeta(name, Object.fromEntries(meta.map(({ key, value }) => [key, value])), call);
    const now = new Map(Object.entries(stored?.meta ?? {}));
    for (const { key, value } of meta) {
      if (value === null) now.delete(key);
      else now.set(key, value);
    }
    fake.keys.set(name, { value: '', ...stored, meta: Object.fromEntries(now) });
    return {};
  }

  return {
    'keys.setMeta': ({ name, key, value, basedOn }, call) =>
      setMetaMany({ name, meta: [{ key, value }], ...(basedOn && { basedOn }) }, call),
    'keys.removeMeta': ({ name, key, basedOn }, call) => {
      if (!fake.keys.has(name)) throw new ElektraError('KEY_NOT_FOUND', undefined, { data: { key: name } });
      return setMetaMany({ name, meta: [{ key, value: null }], ...(basedOn && { basedOn }) }, call);
    },
    'keys.setMetaMany': setMetaMany,
    'keys.setAll': async ({ key, configurations }, call) => {
      const nameOf = (given: string): string => (/^[a-z]*:?\//.test(given) ? given : `${key}/${given}`);
      for (const each of configurations) await fake.beforeSet(nameOf(each.key), each.value ?? '', call);
      for (const { key: given, value, meta } of configurations) {
        const name = nameOf(given);
        const before = fake.keys.get(name)?.meta ?? {};
        fake.keys.set(name, { ...(value !== null && { value }), meta: { ...before, ...meta } });
      }
      return {};
    },
  };
}
