import { describe, expect, it } from 'vitest';
import { clusterdContract } from '#shared/clusterd/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { driftWorld } from '../drift/testing/drift-world.ts';

const TEXT = 'hunter2';
const SECRET = { 'crypto/encrypt': '1' };
const VIEWER = { caller: { id: 'v', name: 'vera', role: 'viewer' as const } };
const OF_CLUSTERS = /^(clusters|settings|plans|drift|rollouts)\./;

/** One key is secret by its own metadata, one by what is specified; both are rejected by one member and have drifted on another. */
async function secretWorld() {
  const world = await driftWorld(['i1', 'i2']);
  await world.set('top', 'spec:/specified', null, SECRET);
  world.host('i2').fail = (request, name) => {
    if (request !== 'set' || !name.startsWith('system:/')) return;
    const reason = `The value "${TEXT}" of ${name} is no number.`;
    const where = { number: 'C03200', description: reason, mountPoint: null, file: null, key: name };
    throw new ElektraError('ELEKTRA_REJECTED', reason, { data: { ...where, reason } });
  };
  await world.set('top', 'system:/own', TEXT, SECRET);
  await world.set('top', 'system:/specified', TEXT);
  for (const key of ['system:/own', 'system:/specified']) {
    const { meta = {} } = world.keys('i1').get(key) ?? {};
    world.keys('i1').set(key, { value: `${TEXT} of the host`, meta });
  }
  await world.call('drift.check', { id: world.top });
  return world;
}

describe('values of secret keys of clusters', () => {
  it('reach no viewer by any operation', async () => {
    const world = await secretWorld();
    const id = world.top;
    const keys = ['system:/own', 'system:/specified', 'spec:/specified'];
    const { items } = await world.call('rollouts.list', {}, VIEWER);
    const rollouts = await Promise.all(items.map((each) => world.call('rollouts.get', { id: each.id }, VIEWER)));
    const answers = {
      'clusters.list': await world.call('clusters.list', {}, VIEWER),
      'clusters.get': await world.call('clusters.get', { id }, VIEWER),
      'clusters.members': await world.call('clusters.members', { id, below: true }, VIEWER),
      'clusters.version': await world.call('clusters.version', { id }, VIEWER),
      'settings.read': [
        await world.call('settings.read', { id, preload: 5 }, VIEWER),
        await world.call('settings.read', { id: world.web, preload: 5, inherited: true }, VIEWER),
        await world.call('settings.read', { id, key: 'system:/specified' }, VIEWER),
      ],
      'settings.readMany': await world.call('settings.readMany', { id: world.web, keys }, VIEWER),
      'settings.find': await world.call('settings.find', { id, query: TEXT, in: ['name', 'value', 'meta'] }, VIEWER),
      'drift.get': await world.call('drift.get', { id }, VIEWER),
      'rollouts.list': items,
      'rollouts.get': rollouts,
    };
    const open = Object.entries(clusterdContract).filter(
      ([name, { role }]) => role === 'viewer' && OF_CLUSTERS.test(name),
    );
    expect(Object.keys(answers).sort()).toEqual(open.map(([name]) => name).sort());
    expect(answers['settings.find']).not.toContain('system:/specified');
    for (const [name, answer] of Object.entries(answers))
      expect([name, JSON.stringify(answer)].join()).not.toContain(TEXT);
    expect(JSON.stringify(rollouts)).toContain('is no number');
    expect(JSON.stringify(answers['drift.get'])).toContain('system:/specified');
    expect(JSON.stringify(world.told())).not.toContain(TEXT);
    await world.close();
  });

  it('are shown to those who may change them', async () => {
    const world = await secretWorld();
    const { keys } = await world.call('settings.readMany', {
      id: world.top,
      keys: ['system:/own', 'system:/specified'],
    });
    expect(keys).toMatchObject([{ value: TEXT }, { value: TEXT }]);
    expect(JSON.stringify(await world.call('drift.get', { id: world.top }))).toContain(`${TEXT} of the host`);
    await world.close();
  });

  it('stay secret when a subtree is lifted of a host whose specification calls it so', async () => {
    const world = await driftWorld(['i1']);
    world.keys('i1').set('spec:/lifted', { value: '', meta: SECRET });
    world.keys('i1').set('system:/lifted', { value: TEXT, meta: SECRET });
    await world.call('settings.lift', { id: world.web, key: 'system:/lifted', instanceId: world.id('i1') });
    const read = await world.call('settings.readMany', { id: world.web, keys: ['system:/lifted'] }, VIEWER);
    expect(read.keys).toMatchObject([{ exists: true, value: null }]);
    await world.close();
  });
});
