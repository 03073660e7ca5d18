import type { Call, InputOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { FoundKey } from '#shared/clusterd/keys.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isSecret } from '#shared/model/key.ts';
import { compilePattern, type Pattern } from '#shared/model/pattern.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

type Transfer = InputOf<ClusterdContract['keys.copy']>;
type Told = Pick<Call<{ done: number; total: number }>, 'report' | 'signal'>;

/** Keys looked at between two parts of a search. */
const PART = 2;

/** The operations that give keys another place, and the search. */
export function keyTransfersOf(fake: FakeClusterd): Pick<ClusterdHandlers, 'keys.copy' | 'keys.move' | 'keys.find'> {
  async function transfer({ key, target, force }: Transfer, call: Told, keep: boolean): Promise<Record<string, never>> {
    const names = fake.names(key);
    if (names.length === 0) throw new ElektraError('KEY_NOT_FOUND', undefined, { data: { key } });
    const [taken] = fake.names(target);
    if (taken !== undefined && !force) throw new ElektraError('TARGET_EXISTS', undefined, { data: { key: taken } });
    await fake.beforeTransfer(key, target, call);
    const moved = names.map((name) => [target + name.slice(key.length), fake.keys.get(name)] as const);
    fake.names(target).forEach((name) => fake.keys.delete(name));
    if (!keep) names.forEach((name) => fake.keys.delete(name));
    for (const [done, [name, stored]] of moved.entries()) {
      if (stored !== undefined) fake.keys.set(name, stored);
      call.report?.({ done: done + 1, total: moved.length });
    }
    return {};
  }

  return {
    'keys.copy': (input, call) => transfer(input, call, true),
    'keys.move': (input, call) => transfer(input, call, false),
    'keys.find': async ({ query, in: places }, call) => {
      const compiled = compilePattern(query);
      if (!compiled.ok) {
        throw new ElektraError('QUERY_INVALID', compiled.reason, { data: { query, reason: compiled.reason } });
      }
      const names = fake.names();
      const hits: FoundKey[] = [];
      for (let done = 0; done < names.length; done += PART) {
        const looked = names.slice(done, done + PART);
        const found = looked
          .flatMap((name) => foundIn(fake, name, compiled.pattern))
          .filter((hit) => places.includes(hit.in));
        hits.push(...found);
        call.report?.({ found, done: Math.min(done + PART, names.length), total: names.length });
        await fake.whileFinding(call);
      }
      return [...new Set(hits.map(({ key }) => key))];
    },
  };
}

function foundIn(fake: FakeClusterd, key: string, pattern: Pattern): readonly FoundKey[] {
  const { value = '', meta } = fake.state(key);
  return [
    ...(pattern.test(key) ? [{ key, in: 'name' } as const] : []),
    ...(!isSecret(meta) && pattern.test(value) ? [{ key, in: 'value' } as const] : []),
    ...Object.entries(meta)
      .filter((entry) => entry.some((text) => pattern.test(text)))
      .map(([metakey]) => ({ key, in: 'meta', metakey }) as const),
  ];
}
