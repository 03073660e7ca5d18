import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceDrift } from '#shared/clusterd/drift.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { driftWorld } from './testing/drift-world.ts';

const VIEWER = { caller: { id: 'v', name: 'vera', role: 'viewer' as const } };
const MINUTE = 60_000;

const keysOf = (instances: readonly InstanceDrift[], id: string) =>
  instances.find(({ instanceId }) => instanceId === id)?.keys ?? [];

describe('drift', () => {
  it('is exactly what differs of the managed keys, whatever happens on the hosts', async () => {
    const key = fc.constantFrom('system:/a', 'system:/a/b', 'user:/a', 'system:/own');
    const text = fc.constantFrom('1', '2');
    const meta = fc.dictionary(fc.constantFrom('m', 'own'), text, { noNullPrototype: true });
    const act = fc.record({ id: fc.constantFrom('i1', 'i2', 'i3'), key, value: fc.option(text), meta });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        const world = await driftWorld(['i1', 'i2', 'i3']);
        await world.set('top', 'system:/a', '1', { m: '1' });
        await world.set('web', 'user:/a', '1');
        await world.set('web', 'system:/a/b', null, { m: '1' });
        for (const { id, key: name, value, meta: own } of acts) {
          if (value === null) world.keys(id).delete(name);
          else world.keys(id).set(name, { value, meta: own });
        }
        const { instances, compared } = await world.call('drift.check', { id: world.top });
        expect(compared).toBe(3);
        for (const id of ['i1', 'i2', 'i3']) {
          const stored = (name: string) => world.keys(id).get(name);
          const differs = [
            ...(stored('system:/a')?.value !== '1' || stored('system:/a')?.meta['m'] !== '1' ? ['system:/a'] : []),
            ...(stored('system:/a/b')?.meta['m'] !== '1' ? ['system:/a/b'] : []),
            ...(stored('user:/a')?.value !== '1' ? ['user:/a'] : []),
          ];
          const found = keysOf(instances, world.id(id));
          expect(found.map((each) => each.key).sort()).toEqual(differs.sort());
          for (const { key: name, actual } of found) expect(actual === null).toBe(stored(name) === undefined);
          const { delivery } = await world.call('instances.get', { id: world.id(id) });
          expect(delivery).toMatchObject({ drifted: differs.length, pending: 0 });
        }
        await world.close();
      }),
      { numRuns: 40 },
    );
  });

  it('is not what was refused, and nothing where it is paused or away', async () => {
    const world = await driftWorld(['i1']);
    const host = world.host('i1');
    host.fail = (request, name) => {
      if (request === 'set' && name === 'system:/refused') throw new ElektraError('ELEKTRA_REJECTED', 'no', REJECTED);
    };
    await world.set('web', 'system:/refused', '1');
    await world.set('web', 'system:/there', '1');
    expect(await world.call('drift.check', { id: world.top })).toEqual({ instances: [], compared: 1 });
    const refused = await world.call('instances.get', { id: world.id('i1') });
    expect(refused.delivery).toMatchObject({ rejected: 1, drifted: 0 });
    await world.call('clusters.setPaused', { id: world.web, paused: true });
    await world.set('web', 'system:/late', '1');
    world.keys('i1').set('system:/there', { value: '2', meta: {} });
    expect(await world.call('drift.check', { id: world.top })).toEqual({ instances: [], compared: 0 });
    host.up = false;
    await world.call('clusters.setPaused', { id: world.web, paused: false });
    const away = await world.call('drift.check', { id: world.top });
    expect(away).toMatchObject({ instances: [{ error: { code: 'INSTANCE_UNREACHABLE' }, keys: [] }], compared: 0 });
    await world.close();
  });

  it('takes nobody for online whom it has nothing to ask', async () => {
    const world = await driftWorld(['i1']);
    world.host('i1').up = false;
    await world.call('instances.test', { id: world.id('i1') }).catch(() => null);
    const { seen } = await world.call('instances.get', { id: world.id('i1') });
    world.clock.advance(MINUTE);
    await world.call('drift.check', { id: world.top });
    await world.quiet();
    expect(seen.state).toBe('offline');
    expect(await world.call('instances.get', { id: world.id('i1') })).toMatchObject({ seen: { since: seen.since } });
    await world.close();
  });

  it('shows both values, but no secret to a viewer, and what shadows a setting', async () => {
    const world = await driftWorld(['i1']);
    await world.set('top', 'system:/a', '1', { m: '1' });
    world.keys('i1').set('system:/a', { value: '2', meta: { m: '3', own: 'x', 'crypto/encrypt': '1' } });
    world.keys('i1').set('user:/a', { value: 'mine', meta: {} });
    const { instances } = await world.call('drift.check', { id: world.web });
    const sides = { expected: { value: '1', meta: { m: '1' } }, actual: { value: '2', meta: { m: '3' } } };
    expect(instances).toMatchObject([
      {
        instanceId: world.id('i1'),
        keys: [{ key: 'system:/a', clusterId: world.top, ...sides }],
        shadows: [{ key: 'user:/a', shadows: 'system:/a' }],
      },
    ]);
    const seen = await world.call('drift.get', { id: world.web }, VIEWER);
    expect(keysOf(seen.instances, world.id('i1'))).toMatchObject([
      { expected: { value: null }, actual: { value: null } },
    ]);
    await world.close();
  });

  it('is found by and by without being asked, and told', async () => {
    const world = await driftWorld(['i1', 'i2']);
    await world.set('top', 'system:/a', '1');
    world.clusterd.watch();
    world.keys('i2').delete('system:/a');
    world.told();
    const isTold = () =>
      world.told().some(({ name, data }) => name === 'drift.changed' && data.instanceId === world.id('i2'));
    await world.passes(31 * MINUTE);
    expect(isTold()).toBe(true);
    const { instances, compared } = await world.call('drift.get', { id: world.top });
    expect(instances).toMatchObject([{ instanceId: world.id('i2'), keys: [{ key: 'system:/a', actual: null }] }]);
    expect(compared).toBe(2);
    await world.close();
  });

  it('is told to be gone once the cluster sets what was found', async () => {
    const world = await driftWorld(['i1', 'i2']);
    await world.set('top', 'system:/a', '1');
    world.keys('i1').set('system:/a', { value: '2', meta: {} });
    await world.call('drift.check', { id: world.top });
    world.told();
    await world.set('top', 'system:/a', '2');
    const told = world.told().flatMap(({ name, data }) => (name === 'drift.changed' ? [data] : []));
    expect(told).toEqual([{ instanceId: world.id('i1'), drifted: 0 }]);
    expect(await world.call('drift.get', { id: world.top })).toMatchObject({ instances: [] });
    await world.close();
  });
});

describe('what is done about drift', () => {
  it('makes what a member holds the setting of the cluster above that sets it', async () => {
    const world = await driftWorld(['i1', 'i2']);
    await world.set('top', 'system:/a', '1', { m: '1', n: '1' });
    world.keys('i1').set('system:/a', { value: '2', meta: { m: '2' } });
    const accepting = { id: world.web, instanceId: world.id('i1'), keys: ['system:/a'] };
    expect(await world.call('drift.accept', accepting)).toMatchObject({ state: 'all' });
    expect(world.keys('i2').get('system:/a')).toEqual({ value: '2', meta: { m: '2' } });
    expect(await world.call('drift.check', { id: world.top })).toEqual({ instances: [], compared: 2 });
    world.keys('i1').delete('system:/a');
    await expect(world.call('drift.accept', accepting)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    const elsewhere = { ...accepting, id: world.other };
    await expect(world.call('drift.accept', elsewhere)).rejects.toMatchObject({ code: 'INSTANCE_NOT_IN_CLUSTER' });
    await world.close();
  });

  it('writes single keys again, and leaves the others', async () => {
    const world = await driftWorld(['i1']);
    await world.set('top', 'system:/a', '1');
    await world.set('top', 'system:/b', '1');
    for (const name of ['system:/a', 'system:/b']) world.keys('i1').set(name, { value: '2', meta: { own: 'kept' } });
    await world.call('drift.check', { id: world.top });
    const again = await world.call('drift.reapply', { id: world.top, keys: ['system:/a'] });
    expect(again).toEqual({
      rollout: null,
      state: 'all',
      outcomes: [{ instanceId: world.id('i1'), outcome: 'applied' }],
    });
    expect(world.keys('i1').get('system:/a')).toEqual({ value: '1', meta: { own: 'kept' } });
    expect(world.keys('i1').get('system:/b')?.value).toBe('2');
    const { instances } = await world.call('drift.get', { id: world.top });
    expect(keysOf(instances, world.id('i1')).map(({ key }) => key)).toEqual(['system:/b']);
    await world.close();
  });

  it('writes all again, on a member that is away when it is back', async () => {
    const world = await driftWorld(['i1', 'i2']);
    await world.set('top', 'system:/a', '1');
    for (const id of ['i1', 'i2']) world.keys(id).set('system:/a', { value: '2', meta: {} });
    await world.call('drift.check', { id: world.top });
    world.host('i2').up = false;
    await world.call('instances.test', { id: world.id('i2') }).catch(() => null);
    const again = await world.call('drift.reapply', { id: world.top, wait: 0 });
    expect(again.state).toBe('pending');
    await world.quiet();
    expect(world.keys('i1').get('system:/a')?.value).toBe('1');
    world.host('i2').up = true;
    await world.call('instances.test', { id: world.id('i2') });
    await world.quiet();
    expect(world.keys('i2').get('system:/a')?.value).toBe('1');
    expect((await world.call('drift.get', { id: world.top })).instances).toEqual([]);
    await world.close();
  });

  it('enforces until something on the host fights back, and then until someone asks or the setting changes', async () => {
    const world = await driftWorld(['i1']);
    await world.set('top', 'system:/a', '1');
    await world.set('top', 'system:/b', '1');
    await world.call('clusters.setPolicy', { id: world.top, policy: 'enforce' });
    const fight = async () => {
      for (const name of ['system:/a', 'system:/b']) world.keys('i1').set(name, { value: 'mine', meta: {} });
      if (world.clock.now() > 0) await world.call('drift.check', { id: world.top });
      return world.keys('i1').get('system:/a')?.value;
    };
    for (const _time of [1, 2, 3]) {
      expect(await fight()).toBe('1');
      world.clock.advance(15 * MINUTE);
    }
    expect(await fight()).toBe('mine');
    const { instances } = await world.call('drift.get', { id: world.top });
    expect(instances).toMatchObject([{ givenUp: ['system:/a', 'system:/b'], keys: [{}, {}] }]);
    world.clock.advance(120 * MINUTE);
    expect(await fight()).toBe('mine');
    await world.set('top', 'system:/a', '2');
    expect(world.keys('i1').get('system:/a')?.value).toBe('2');
    expect(await fight()).toBe('2');
    expect(world.keys('i1').get('system:/b')?.value).toBe('mine');
    await world.call('drift.reapply', { id: world.top });
    expect(world.keys('i1').get('system:/b')?.value).toBe('1');
    expect(await fight()).toBe('2');
    expect(world.keys('i1').get('system:/b')?.value).toBe('1');
    await world.close();
  });
});

const REJECTED = {
  data: { number: 'C03200', description: null, reason: 'no', mountPoint: null, file: null, key: null },
};
