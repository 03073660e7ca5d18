import { expect, it } from 'vitest';
import { reconcilerWorld } from './testing/reconciler-world.ts';

const KEYS = ['system:/one', 'system:/two'] as const;

it('compares again when that is asked for while a compare runs: what it has read may be other by then', async () => {
  const world = await reconcilerWorld();
  await world.add('a');
  await world.cluster('web');
  await world.join('web', 'a');
  await world.edit('web', ...KEYS.map((key) => ({ kind: 'set', key, value: '1' }) as const));
  await world.quiet();
  let isFirst = true;
  world.host('a').fail = (_request, name) => {
    if (!isFirst || name !== KEYS[1]) return;
    isFirst = false;
    world.host('a').keys.set(KEYS[0], { value: 'drifted', meta: {} });
    void world.reconciler.compare(['a'], 'asked');
  };
  await world.reconciler.compare(['a'], 'asked');
  await world.quiet();
  expect([isFirst, world.value('a', KEYS[0]), world.reconciler.record('a').compare]).toEqual([false, '1', null]);
});
