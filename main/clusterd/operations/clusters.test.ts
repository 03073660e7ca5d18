import { describe, expect, it } from 'vitest';
import type { Cluster } from '#shared/model/cluster.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

const refusal = (code: string, data?: object) => expect.objectContaining({ code, ...(data && { data }) }) as Error;

/** Clusters below one another in this order, the first at the top. */
async function nested(test: ClusterdUnderTest, ...names: string[]) {
  const made: Cluster[] = [];
  for (const name of names) {
    const parentId: string | null = made.at(-1)?.id ?? null;
    made.push(await test.call('clusters.create', { id: name, name, parentId }));
  }
  return made;
}

const instance = (test: ClusterdUnderTest, name: string) =>
  test.call('instances.create', { id: name, name, host: `http://${name}:1` });

const join = (test: ClusterdUnderTest, id: string, instanceId: string, force = false) =>
  test.call('clusters.join', { id, instanceId, force });

describe('clusters', () => {
  it('are made, read, listed by name, found and renamed', async () => {
    const test = await clusterdUnderTest();
    await test.call('clusters.create', { name: 'web 10' });
    const web2 = await test.call('clusters.create', { id: 'web2', name: ' web 2 ', description: 'in Graz' });
    expect(web2).toMatchObject({ id: 'web2', name: 'web 2', parentId: null, members: 0, settings: 0, paused: false });
    const { items, total } = await test.call('clusters.list', {});
    expect([items.map(({ name }) => name), total]).toEqual([['web 2', 'web 10'], 2]);
    expect((await test.call('clusters.list', { filter: 'graz' })).items).toEqual([web2]);
    expect((await test.call('clusters.list', { offset: 1, limit: 1 })).items).toHaveLength(1);
    await test.call('clusters.change', { id: 'web2', name: 'web two' });
    expect(await test.call('clusters.get', { id: 'web2' })).toEqual({ ...web2, name: 'web two' });
  });

  it('have ids and, at one place, names of their own', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top', 'low');
    await expect(test.call('clusters.create', { id: 'top', name: 'x' })).rejects.toEqual(
      refusal('CLUSTER_ALREADY_EXISTS', { existing: { id: 'top', name: 'top' } }),
    );
    const taken = refusal('CLUSTER_NAME_TAKEN', { existing: { id: 'top', name: 'top' } });
    await expect(test.call('clusters.create', { name: 'top' })).rejects.toEqual(taken);
    await test.call('clusters.create', { id: 'top2', name: 'top', parentId: 'top' });
    await expect(test.call('clusters.change', { id: 'top2', parentId: null })).rejects.toEqual(taken);
    await expect(test.call('clusters.change', { id: 'low', name: 'top' })).rejects.toMatchObject({
      code: 'CLUSTER_NAME_TAKEN',
    });
    await expect(test.call('clusters.duplicate', { id: 'low', name: 'top' })).rejects.toMatchObject({
      code: 'CLUSTER_NAME_TAKEN',
    });
    await test.call('clusters.change', { id: 'top2', name: 'Top', parentId: null });
    expect(await test.call('clusters.get', { id: 'top2' })).toMatchObject({ name: 'Top', parentId: null });
  });

  it('need a parent that is there and not below them', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top', 'middle', 'low');
    const none = refusal('CLUSTER_NOT_FOUND', { id: 'none' });
    await expect(test.call('clusters.create', { name: 'x', parentId: 'none' })).rejects.toEqual(none);
    await expect(test.call('clusters.change', { id: 'low', parentId: 'none' })).rejects.toEqual(none);
    for (const parentId of ['top', 'middle', 'low']) {
      await expect(test.call('clusters.change', { id: 'top', parentId })).rejects.toEqual(
        refusal('CLUSTER_CYCLE', { clusterId: 'top', parentId }),
      );
    }
  });

  it('of one path do not set the same, nor after a move in the tree unless forced', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top');
    await nested(test, 'other');
    await test.call('settings.set', { id: 'top', key: 'system:/a', value: '1' });
    await test.call('settings.set', { id: 'other', key: 'system:/a', value: '2' });
    const move = { id: 'other', parentId: 'top' };
    await expect(test.call('clusters.change', move)).rejects.toMatchObject({
      code: 'SETTING_CONFLICT',
      data: { conflicts: [{ clusterId: 'other', where: 'below' }] },
    });
    expect(await test.call('clusters.change', { ...move, force: true })).toMatchObject({ settings: 0 });
  });

  it('are removed when they are empty, or by force: members leave, clusters move up', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top', 'middle', 'low');
    await instance(test, 'i');
    await join(test, 'middle', 'i');
    await test.call('settings.set', { id: 'middle', key: 'system:/a', value: '1' });
    await expect(test.call('clusters.remove', { id: 'middle' })).rejects.toEqual(
      refusal('CLUSTER_NOT_EMPTY', { members: 1, children: 1 }),
    );
    const clash = await test.call('clusters.create', { name: 'low', parentId: 'top' });
    await expect(test.call('clusters.remove', { id: 'middle', force: true })).rejects.toEqual(
      refusal('CLUSTER_NAME_TAKEN', { existing: { id: clash.id, name: 'low' } }),
    );
    expect(await test.call('clusters.get', { id: 'middle' })).toMatchObject({ members: 1, settings: 1 });
    await test.call('clusters.remove', { id: clash.id });
    expect(await test.call('clusters.remove', { id: 'middle', force: true })).toEqual({ id: 'middle' });
    expect(await test.call('clusters.get', { id: 'low' })).toMatchObject({ parentId: 'top' });
    expect(await test.call('instances.get', { id: 'i' })).toMatchObject({ clusterId: null });
    expect(test.elektrads.host('http://i:1').keys.get('system:/a')).toMatchObject({ value: '1' });
    await test.call('keys.set', { id: 'i', key: 'system:/a', value: 'mine' });
  });

  it('are duplicated with what they set, without members', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top', 'low');
    await instance(test, 'i');
    await join(test, 'low', 'i');
    await test.call('settings.set', { id: 'low', key: 'system:/a', value: '1' });
    const copy = await test.call('clusters.duplicate', { id: 'low', name: 'copy' });
    expect(copy).toMatchObject({ name: 'copy', parentId: 'top', members: 0, settings: 1 });
  });

  it('are paused, resumed, and told what to do about drift', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top');
    await instance(test, 'i');
    await join(test, 'top', 'i');
    expect(await test.call('clusters.setPaused', { id: 'top', paused: true })).toMatchObject({ paused: true });
    await test.call('settings.set', { id: 'top', key: 'system:/a', value: '1' });
    expect(test.elektrads.host('http://i:1').keys.has('system:/a')).toBe(false);
    await expect(test.call('keys.set', { id: 'i', key: 'system:/a', value: 'mine' })).rejects.toMatchObject({
      code: 'KEY_LOCKED',
    });
    expect(await test.call('clusters.setPaused', { id: 'top', paused: false })).toMatchObject({ paused: false });
    expect(await test.call('clusters.setPolicy', { id: 'top', policy: 'enforce' })).toMatchObject({
      policy: 'enforce',
    });
  });
});

describe('members', () => {
  it('join, are moved by force alone, and leave', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top');
    await nested(test, 'other');
    await instance(test, 'i');
    await test.call('settings.set', { id: 'top', key: 'system:/a', value: '1' });
    expect(await join(test, 'top', 'i')).toMatchObject({ state: 'all', outcomes: [{ outcome: 'applied' }] });
    expect(test.elektrads.host('http://i:1').keys.get('system:/a')).toMatchObject({ value: '1' });
    expect(await join(test, 'top', 'i')).toEqual({ rollout: null, state: 'all', outcomes: [] });
    await expect(join(test, 'other', 'i')).rejects.toEqual(
      refusal('INSTANCE_ALREADY_IN_CLUSTER', { instanceId: 'i', cluster: { id: 'top', name: 'top' } }),
    );
    await join(test, 'other', 'i', true);
    expect(await test.call('instances.get', { id: 'i' })).toMatchObject({ clusterId: 'other' });
    await expect(test.call('clusters.leave', { id: 'top', instanceId: 'i' })).rejects.toEqual(
      refusal('INSTANCE_NOT_IN_CLUSTER', { instanceId: 'i', clusterId: 'top' }),
    );
    expect(await test.call('clusters.leave', { id: 'other', instanceId: 'i' })).toEqual({ instanceId: 'i' });
    expect(await test.call('instances.get', { id: 'i' })).toMatchObject({ clusterId: null });
  });

  it('join and leave in numbers, all of them or none', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top', 'low');
    for (const name of ['b', 'a', 'c']) await instance(test, name);
    await expect(test.call('clusters.joinMany', { id: 'top', instanceIds: ['a', 'none'] })).rejects.toEqual(
      refusal('INSTANCE_NOT_FOUND', { id: 'none' }),
    );
    expect((await test.call('clusters.members', { id: 'top' })).total).toBe(0);
    await test.call('clusters.joinMany', { id: 'top', instanceIds: ['b', 'a'] });
    await join(test, 'low', 'c');
    const names = async (below: boolean) =>
      (await test.call('clusters.members', { id: 'top', below })).items.map(({ name }) => name);
    expect(await names(false)).toEqual(['a', 'b']);
    expect(await names(true)).toEqual(['a', 'b', 'c']);
    await expect(test.call('clusters.leaveMany', { id: 'top', instanceIds: ['a', 'c'] })).rejects.toMatchObject({
      code: 'INSTANCE_NOT_IN_CLUSTER',
    });
    await test.call('clusters.leaveMany', { id: 'top', instanceIds: ['a', 'b'] });
    expect(await names(true)).toEqual(['c']);
  });

  it('answer with their versions, each for itself', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top');
    for (const name of ['a', 'b']) await instance(test, name);
    await test.call('clusters.joinMany', { id: 'top', instanceIds: ['a', 'b'] });
    test.elektrads.host('http://b:1').up = false;
    const { instances } = await test.call('clusters.version', { id: 'top' });
    expect(instances).toMatchObject([
      { instanceId: 'a', error: null },
      { instanceId: 'b', version: null, error: { code: 'INSTANCE_UNREACHABLE' } },
    ]);
  });

  it('that are removed are in no cluster any more', async () => {
    const test = await clusterdUnderTest();
    await nested(test, 'top');
    await instance(test, 'i');
    await join(test, 'top', 'i');
    await test.call('instances.remove', { id: 'i' });
    expect(await test.call('clusters.get', { id: 'top' })).toMatchObject({ members: 0 });
    await instance(test, 'i');
    expect(await test.call('instances.get', { id: 'i' })).toMatchObject({ clusterId: null });
  });
});
