import { describe, expect, it } from 'vitest';
import { InstanceId } from '#shared/model/instance.ts';
import { reconcilerWorld } from './testing/reconciler-world.ts';

const KEY = 'system:/sw/app/port';
const set = (value: string, meta: Record<string, string> = {}) => ({ kind: 'set', key: KEY, value, meta }) as const;
const off = (metakey: string) => ({
  kind: 'meta' as const,
  key: KEY,
  meta: [{ key: metakey, value: null }],
  keep: false,
});
const REMOVE = { kind: 'remove', key: KEY, keep: false } as const;

async function withMember() {
  const world = await reconcilerWorld();
  await world.add('a', 'b');
  await world.cluster('web');
  await world.join('web', 'a');
  await world.quiet();
  return world;
}

describe('removals', () => {
  it('take nothing from an instance that comes by the same change', async () => {
    const world = await withMember();
    await world.edit('web', set('1'));
    await world.quiet();
    world.host('b').keys.set(KEY, { value: 'own', meta: {} });
    await world.edit('web', { kind: 'join', instanceIds: [InstanceId.parse('b')] }, REMOVE);
    await world.quiet();
    expect([world.value('a', KEY), world.value('b', KEY)]).toEqual([undefined, 'own']);
  });

  it('of metakeys still count when the key is removed and set again before a member hears of it', async () => {
    const world = await withMember();
    await world.edit('web', set('1', { one: '1', two: '2' }));
    await world.quiet();
    await world.pause('web', true);
    await world.edit('web', off('one'));
    await world.edit('web', REMOVE);
    await world.edit('web', set('3'));
    await world.pause('web', false);
    await world.quiet();
    expect(world.host('a').keys.get(KEY)).toEqual({ value: '3', meta: {} });
  });

  it('are done once: what a person sets anew stays when more of the key is removed', async () => {
    const world = await withMember();
    await world.edit('web', set('1', { one: '1', two: '2' }));
    await world.quiet();
    await world.edit('web', off('one'));
    await world.quiet();
    world.host('a').keys.set(KEY, { value: '1', meta: { one: 'own', two: '2' } });
    await world.edit('web', off('two'));
    await world.quiet();
    expect(world.host('a').keys.get(KEY)).toEqual({ value: '1', meta: { one: 'own' } });
  });

  it('are over when the cluster comes below one that sets the key, also when that one lets it go again', async () => {
    const world = await withMember();
    await world.cluster('top');
    await world.edit('top', set('1'));
    await world.quiet();
    await world.edit('web', set('1'));
    await world.quiet();
    world.host('a').up = false;
    await world.see('a', 'offline');
    await world.edit('web', REMOVE);
    await world.edit('web', { kind: 'place', parentId: 'top' });
    await world.edit('top', { ...REMOVE, keep: true });
    world.host('a').up = true;
    await world.see('a', 'online');
    await world.quiet();
    expect(world.value('a', KEY)).toBe('1');
  });

  it('take off a metakey whatever its name', async () => {
    for (const metakey of ['constructor', 'toString']) {
      const world = await withMember();
      await world.edit('web', set('1', { [metakey]: 'x' }));
      await world.quiet();
      await world.edit('web', off(metakey));
      await world.quiet();
      expect(world.host('a').keys.get(KEY)).toEqual({ value: '1', meta: {} });
    }
  });
});
