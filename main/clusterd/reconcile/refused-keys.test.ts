import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createLocks } from '../settings/locks.ts';
import { reconcilerWorld, type World } from './testing/reconciler-world.ts';

const KEY = 'system:/sw/app/port';
const OTHER = 'system:/sw/app/host';
const set = (key: string, value: string, meta: Record<string, string> = {}) =>
  ({ kind: 'set', key, value, meta }) as const;
const off = (key: string, ...metakeys: readonly string[]) => ({
  kind: 'meta' as const,
  key,
  meta: metakeys.map((metakey) => ({ key: metakey, value: null })),
  keep: false,
});

/** `away` keeps removals waiting. */
async function withMembers(): Promise<World> {
  const world = await reconcilerWorld();
  await world.add('a', 'away');
  await world.see('away', 'offline');
  await world.cluster('web');
  await world.join('web', 'a', 'away');
  await world.quiet();
  return world;
}

function refuse(world: World, key: string): void {
  world.host('a').fail = (request, name) => {
    if (request !== 'read' && name === key) throw new ElektraError('ELEKTRA_REJECTED');
  };
}

function refuseNothing(world: World): void {
  world.host('a').fail = () => undefined;
}

describe('keys that an instance has refused', () => {
  it('do not make a compare remove anew what was removed, and what is a person’s since then', async () => {
    const world = await withMembers();
    await world.edit('web', set(OTHER, 'x'));
    await world.quiet();
    refuse(world, KEY);
    await world.edit('web', set(KEY, '80'));
    await world.quiet();
    await world.edit('web', { kind: 'remove', key: OTHER });
    await world.quiet();
    expect(world.value('a', OTHER)).toBeUndefined();
    world.host('a').keys.set(OTHER, { value: 'own', meta: {} });
    refuseNothing(world);
    await world.reconciler.compare(['a'], 'asked');
    await world.quiet();
    expect([world.value('a', OTHER), world.value('a', KEY)]).toEqual(['own', '80']);
  });

  it.each(['retried', 'changed', 'compared'] as const)(
    'stay locked, and lose all that is to go, when they are %s',
    async (how) => {
      const world = await withMembers();
      await world.edit('web', set(KEY, '80', { one: '1', two: '2' }));
      await world.quiet();
      refuse(world, KEY);
      await world.edit('web', off(KEY, 'one'));
      await world.quiet();
      await world.edit('web', set(KEY, '81'));
      await world.quiet();
      const change = await world.edit('web', off(KEY, 'two'));
      await world.quiet();
      const locks = createLocks(world.registry.clusters, world.reconciler.record);
      for (const metakey of ['one', 'two']) {
        expect(() => locks.refuse('a', [{ key: KEY, what: { metakeys: [metakey] } }])).toThrow(/is removing/);
      }
      refuseNothing(world);
      if (how === 'retried') {
        await world.reconciler.retry(change?.number ?? 0, undefined, 1, new AbortController().signal);
      } else if (how === 'changed') await world.edit('web', set(KEY, '82'));
      else await world.reconciler.compare(['a'], 'asked');
      await world.quiet();
      expect(world.host('a').keys.get(KEY)).toEqual({ value: how === 'changed' ? '82' : '81', meta: {} });
      expect(() => locks.refuse('a', [{ key: KEY, what: { metakeys: ['one'] } }])).not.toThrow();
    },
  );

  it('are none that only the cluster itself restricts', async () => {
    const world = await withMembers();
    await world.edit('web', set(KEY, '80', { 'restrict/write': '1' }));
    await world.quiet();
    await world.edit('web', set(KEY, '81'));
    await world.quiet();
    expect([world.value('a', KEY), world.reconciler.record('a').rejected]).toEqual(['81', {}]);
  });

  it('keep their removal for as long as it is refused', async () => {
    const world = await withMembers();
    await world.edit('web', set(KEY, '80'));
    await world.remove('away');
    await world.quiet();
    refuse(world, KEY);
    await world.edit('web', { kind: 'remove', key: KEY });
    await world.quiet();
    world.clock.advance(60_000);
    await world.quiet();
    expect([world.value('a', KEY), world.registry.clusters.tombstones('web').size]).toEqual(['80', 1]);
  });
});
