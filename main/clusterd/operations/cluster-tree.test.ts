import { describe, expect, it } from 'vitest';
import type { Plan } from '#shared/clusterd/plans.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

/** Three levels, `top`, `middle` and `leaf`, and `other` beside the first; an instance in each, named after it. */
async function withTree(): Promise<ClusterdUnderTest> {
  const test = await clusterdUnderTest();
  for (const [id, parentId] of [
    ['top', null],
    ['middle', 'top'],
    ['leaf', 'middle'],
    ['other', null],
  ] as const) {
    await test.call('clusters.create', { id, name: id, parentId });
    await test.call('instances.create', { id: `in-${id}`, name: id, host: `http://${id}:1` });
    await test.call('clusters.join', { id, instanceId: `in-${id}` });
  }
  return test;
}

const set = (test: ClusterdUnderTest, id: string, key: string, value = id, force = false) =>
  test.call('settings.set', { id, key, value, force });

/** What an instance holds, without clusterd's own keys. */
function held(test: ClusterdUnderTest, id: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries([...test.elektrads.host(`http://${id}:1`).keys].map(([key, { value }]) => [key, value]));
}

const write = (test: ClusterdUnderTest, id: string, key: string) =>
  test.call('keys.set', { id: `in-${id}`, key, value: 'mine' });

/** What a plan says of an instance, by key. */
function planned({ groups }: Plan, id: string) {
  const changes = groups.flatMap((group) => (group.instances.some((each) => each === `in-${id}`) ? group.changes : []));
  return Object.fromEntries(changes.map(({ key, kind, after }) => [key, [kind, after?.value]]));
}

describe('three levels of clusters', () => {
  it('set, lock and refuse along each path, and only there', async () => {
    const test = await withTree();
    await set(test, 'top', 'system:/a');
    await set(test, 'middle', 'system:/b');
    await set(test, 'leaf', 'system:/c');
    await set(test, 'other', 'system:/a');
    expect(held(test, 'top')).toEqual({ 'system:/a': 'top' });
    expect(held(test, 'middle')).toEqual({ 'system:/a': 'top', 'system:/b': 'middle' });
    expect(held(test, 'leaf')).toEqual({ 'system:/a': 'top', 'system:/b': 'middle', 'system:/c': 'leaf' });
    await expect(write(test, 'leaf', 'system:/a')).rejects.toMatchObject({
      code: 'KEY_LOCKED',
      data: { clusterName: 'top', by: 'ada@workstation' },
    });
    await write(test, 'top', 'system:/b');
    const above = { code: 'SETTING_CONFLICT', data: { conflicts: [{ clusterId: 'top', where: 'above' }] } };
    await expect(set(test, 'leaf', 'system:/a', 'x', true)).rejects.toMatchObject(above);
  });

  it('take over what is set below, by force, and leave it nowhere locked twice', async () => {
    const test = await withTree();
    await set(test, 'leaf', 'system:/a');
    const below = { code: 'SETTING_CONFLICT', data: { conflicts: [{ clusterId: 'leaf', where: 'below' }] } };
    await expect(set(test, 'top', 'system:/a')).rejects.toMatchObject(below);
    await set(test, 'top', 'system:/a', 'top', true);
    expect([held(test, 'top'), held(test, 'leaf')]).toEqual([{ 'system:/a': 'top' }, { 'system:/a': 'top' }]);
    await test.call('settings.remove', { id: 'top', key: 'system:/a' });
    expect([held(test, 'top'), held(test, 'leaf')]).toEqual([{}, {}]);
    await write(test, 'leaf', 'system:/a');
  });

  it('gain and lose what the plan says when the middle one moves to another parent', async () => {
    const test = await withTree();
    await set(test, 'top', 'system:/lost');
    await set(test, 'other', 'system:/gained');
    await set(test, 'middle', 'system:/kept');
    const plan = await test.call('plans.make', { id: 'middle', edits: [{ kind: 'place', parentId: 'other' }] });
    for (const id of ['middle', 'leaf']) {
      expect(planned(plan, id)).toMatchObject({
        'system:/gained': ['write', 'other'],
        'system:/lost': ['unlock', 'top'],
      });
      expect(planned(plan, id)).not.toHaveProperty(['system:/kept']);
    }
    expect([planned(plan, 'top'), planned(plan, 'other')]).toEqual([{}, {}]);
    await test.call('plans.apply', { id: 'middle', hash: plan.hash });
    for (const id of ['middle', 'leaf']) {
      expect(held(test, id)).toEqual({ 'system:/gained': 'other', 'system:/kept': 'middle', 'system:/lost': 'top' });
      await expect(write(test, id, 'system:/gained')).rejects.toMatchObject({ code: 'KEY_LOCKED' });
      await write(test, id, 'system:/lost');
    }
    await test.call('settings.remove', { id: 'top', key: 'system:/lost' });
    expect([held(test, 'leaf')['system:/lost'], held(test, 'top')['system:/lost']]).toEqual(['mine', undefined]);
  });

  it('lose the top: its members leave, what it set is everybody’s own, what is below moves up', async () => {
    const test = await withTree();
    await set(test, 'top', 'system:/a');
    await set(test, 'middle', 'system:/b');
    await expect(test.call('clusters.remove', { id: 'top' })).rejects.toMatchObject({
      code: 'CLUSTER_NOT_EMPTY',
      data: { members: 1, children: 1 },
    });
    await test.call('clusters.remove', { id: 'top', force: true });
    expect(await test.call('clusters.get', { id: 'middle' })).toMatchObject({ parentId: null });
    expect(held(test, 'leaf')).toEqual({ 'system:/a': 'top', 'system:/b': 'middle' });
    for (const id of ['top', 'middle', 'leaf']) await write(test, id, 'system:/a');
    await expect(write(test, 'leaf', 'system:/b')).rejects.toMatchObject({ code: 'KEY_LOCKED' });
  });
});
