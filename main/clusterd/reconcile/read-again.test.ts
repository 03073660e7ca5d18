import { expect, it } from 'vitest';
import { reconcilerWorld } from './testing/reconciler-world.ts';

it('remembers how Elektra spells a value once its metadata is there', async () => {
  const world = await reconcilerWorld();
  await world.add('a');
  await world.cluster('web');
  await world.join('web', 'a');
  await world.quiet();
  const { keys } = world.host('a');
  const plain = keys.set.bind(keys);
  keys.set = (key, stored) => plain(key, stored.meta.type === 'boolean' ? { ...stored, value: '1' } : stored);
  await world.edit('web', { kind: 'set', key: 'system:/on', value: 'true', meta: { type: 'boolean' } });
  await world.quiet();
  expect(world.reconciler.record('a').readBack).toEqual({
    'system:/on': { value: '1', meta: { type: 'boolean' } },
  });
});
