import { describe, expect, it } from 'vitest';
import type { Caller } from '#shared/contract/operation.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

const VIEWER: Caller = { id: 'v', name: 'viewer', role: 'viewer' };

/** Two clusters, `top` and `low` below it, with an instance in each: `t` and `l`. */
async function withClusters(): Promise<ClusterdUnderTest> {
  const test = await clusterdUnderTest();
  await test.call('clusters.create', { id: 'top', name: 'top' });
  await test.call('clusters.create', { id: 'low', name: 'low', parentId: 'top' });
  for (const [id, cluster] of [
    ['t', 'top'],
    ['l', 'low'],
  ] as const) {
    await test.call('instances.create', { id, name: id, host: `http://${id}:1` });
    await test.call('clusters.join', { id: cluster, instanceId: id });
  }
  return test;
}

const set = (test: ClusterdUnderTest, id: string, key: string, value = '1') =>
  test.call('settings.set', { id, key, value });
const onHost = (test: ClusterdUnderTest, id: string) =>
  Object.fromEntries([...test.elektrads.host(`http://${id}:1`).keys].map(([key, { value }]) => [key, value]));
const versionOf = async (test: ClusterdUnderTest, id: string, key: string) =>
  (await test.call('settings.readMany', { id, keys: [key] })).keys[0]?.version;

describe('settings', () => {
  it('reach all members, and are locked there', async () => {
    const test = await withClusters();
    const delivered = await set(test, 'top', 'system:/a');
    expect(delivered).toMatchObject({ state: 'all' });
    expect(delivered.outcomes.map(({ instanceId, outcome }) => [instanceId, outcome]).sort()).toEqual([
      ['l', 'applied'],
      ['t', 'applied'],
    ]);
    expect([onHost(test, 't'), onHost(test, 'l')]).toEqual([{ 'system:/a': '1' }, { 'system:/a': '1' }]);
    await expect(test.call('keys.set', { id: 'l', key: 'user:/a', value: '2' })).rejects.toMatchObject({
      code: 'KEY_LOCKED',
      data: { clusterId: 'top', key: 'system:/a', by: 'ada@workstation' },
    });
  });

  it('are read like keys, with those above if asked for', async () => {
    const test = await withClusters();
    for (const key of ['system:/b/c', 'system:/b.d', 'system:/b', 'user:/b']) await set(test, 'low', key);
    await set(test, 'top', 'system:/b/a', 'top');
    const read = await test.call('settings.read', { id: 'low', key: 'system:/b' });
    expect(read).toMatchObject({ exists: true, name: 'b', path: 'system:/b', value: '1' });
    expect(read.ls).toEqual(['system:/b', 'system:/b/c']);
    expect(read.children?.map(({ path, value }) => [path, value])).toEqual([['system:/b/c', '1']]);
    const inherited = await test.call('settings.read', { id: 'low', key: 'system:/b', inherited: true });
    expect(inherited.ls).toEqual(['system:/b', 'system:/b/a', 'system:/b/c']);
    const root = await test.call('settings.read', { id: 'low', preload: 2 });
    expect(root.ls).toEqual(['user:/b', 'system:/b', 'system:/b/c', 'system:/b.d']);
    expect(
      root.children?.map(({ path, exists, children }) => [path, exists, children?.map((each) => each.path)]),
    ).toEqual([
      ['user:/', false, ['user:/b']],
      ['system:/', false, ['system:/b', 'system:/b.d']],
    ]);
    expect(await test.call('settings.read', { id: 'low', key: 'system:/none', children: false })).toEqual({
      exists: false,
      name: 'none',
      path: 'system:/none',
      ls: [],
    });
    const { keys } = await test.call('settings.readMany', { id: 'low', keys: ['system:/b/a', 'system:/x'] });
    expect(keys).toMatchObject([
      { clusterId: 'top', exists: true, value: 'top' },
      { clusterId: 'low', exists: false, value: null, version: 'absent' },
    ]);
  });

  it('are found by name, value and metadata', async () => {
    const test = await withClusters();
    await set(test, 'low', 'system:/port', '80');
    await test.call('settings.setMeta', { id: 'low', name: 'system:/host', key: 'type', value: 'port' });
    await set(test, 'top', 'system:/portal');
    expect(await test.call('settings.find', { id: 'low', query: 'port' })).toEqual(['system:/port']);
    expect(await test.call('settings.find', { id: 'low', query: '^port$', in: ['value', 'meta'] })).toEqual([
      'system:/host',
    ]);
    expect(await test.call('settings.find', { id: 'low', query: '80', in: ['value'] })).toEqual(['system:/port']);
    await expect(test.call('settings.find', { id: 'low', query: '(' })).rejects.toMatchObject({
      code: 'QUERY_INVALID',
    });
  });

  it('that are secret are withheld from those who may not change them', async () => {
    const test = await withClusters();
    await test.call('settings.setAll', {
      id: 'low',
      key: 'system:/',
      configurations: [{ key: 'secret', value: 'hidden', meta: { 'crypto/encrypt': '1' } }],
    });
    const caller = { caller: VIEWER };
    const read = await test.call('settings.read', { id: 'low', preload: 1 }, caller);
    const many = await test.call('settings.readMany', { id: 'low', keys: ['system:/secret'] }, caller);
    const found = await test.call('settings.find', { id: 'low', query: 'hidden', in: ['value'] }, caller);
    expect(JSON.stringify([read, many, found])).not.toContain('hidden');
    expect((await test.call('settings.readMany', { id: 'low', keys: ['system:/secret'] })).keys[0]?.value).toBe(
      'hidden',
    );
  });

  it('are not written over what somebody else has set meanwhile', async () => {
    const test = await withClusters();
    const before = await versionOf(test, 'low', 'system:/a');
    await set(test, 'low', 'system:/a', 'theirs');
    const write = { id: 'low', key: 'system:/a', value: 'mine' };
    await expect(test.call('settings.set', { ...write, basedOn: before })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      data: { theirs: { value: 'theirs' }, yours: { value: 'mine' } },
    });
    await expect(test.call('settings.set', { ...write, mustBeNew: true })).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
    });
    await expect(test.call('settings.remove', { id: 'low', key: 'system:/a', basedOn: before })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      data: { yours: null },
    });
    const meta = { id: 'low', name: 'system:/a', key: 'm' };
    const version = await versionOf(test, 'low', 'system:/a');
    await test.call('settings.setMeta', { ...meta, value: '1', basedOn: version });
    for (const operation of ['settings.setMeta', 'settings.removeMeta'] as const) {
      await expect(test.call(operation, { ...meta, basedOn: version })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
        data: { theirs: { meta: { m: '1' } }, yours: { meta: { m: null } } },
      });
    }
    await test.call('settings.set', { ...write, basedOn: version });
  });

  it('are those of a cluster that is there', async () => {
    const test = await withClusters();
    const gone = { id: 'none', key: 'system:/a' };
    const refused = { code: 'CLUSTER_NOT_FOUND', data: { id: 'none' } };
    await expect(test.call('settings.read', gone)).rejects.toMatchObject(refused);
    await expect(test.call('settings.readMany', { id: 'none', keys: [] })).rejects.toMatchObject(refused);
    await expect(test.call('settings.find', { id: 'none', query: 'a' })).rejects.toMatchObject(refused);
    const basedOn = await versionOf(test, 'low', 'system:/a');
    await expect(test.call('settings.set', { ...gone, value: '1', basedOn })).rejects.toMatchObject(refused);
    await expect(test.call('settings.removeMeta', { id: 'none', name: 'system:/a', key: 'm' })).rejects.toMatchObject(
      refused,
    );
    await expect(test.call('settings.lift', { id: 'none', instanceId: 'l', key: 'system:/a' })).rejects.toMatchObject(
      refused,
    );
  });

  it('of metadata alone are told from those with an empty value', async () => {
    const test = await withClusters();
    await test.call('settings.setMeta', { id: 'low', name: 'system:/a', key: 'm', value: '1' });
    const basedOn = await versionOf(test, 'low', 'system:/a');
    await set(test, 'low', 'system:/a', '');
    await expect(test.call('settings.set', { id: 'low', key: 'system:/a', value: '2', basedOn })).rejects.toMatchObject(
      { code: 'VERSION_CONFLICT' },
    );
  });
});

describe('a setting that is removed', () => {
  it('goes from the members, with those below it', async () => {
    const test = await withClusters();
    for (const key of ['system:/a', 'system:/a/b', 'system:/ab']) await set(test, 'low', key);
    expect(await test.call('settings.remove', { id: 'low', key: 'system:/a' })).toMatchObject({ state: 'all' });
    expect(onHost(test, 'l')).toEqual({ 'system:/ab': '1' });
  });

  it('stays on the members when it is released, and is theirs at once', async () => {
    const test = await withClusters();
    await set(test, 'low', 'system:/a');
    await test.call('settings.remove', { id: 'low', key: 'system:/a', keep: true });
    expect(onHost(test, 'l')).toEqual({ 'system:/a': '1' });
    await test.call('keys.set', { id: 'l', key: 'system:/a', value: 'mine' });
  });

  it('is none when only a cluster above sets it', async () => {
    const test = await withClusters();
    await set(test, 'top', 'system:/a');
    const nothing = { rollout: null, state: 'all', outcomes: [] };
    expect(await test.call('settings.remove', { id: 'low', key: 'system:/a' })).toEqual(nothing);
    expect(onHost(test, 'l')).toEqual({ 'system:/a': '1' });
  });
});

describe('the metadata of a setting', () => {
  it('is set and taken off alone, and a setting without a value goes with its last metakey', async () => {
    const test = await withClusters();
    const meta = (metas: readonly { key: string; value?: string }[]) =>
      test.call('settings.setMetaMany', { id: 'low', name: 'system:/a', meta: [...metas] });
    await meta([
      { key: 'm', value: '1' },
      { key: 'meta:/n', value: '2' },
    ]);
    expect(test.elektrads.host('http://l:1').keys.get('system:/a')?.meta).toEqual({ m: '1', n: '2' });
    await meta([{ key: 'm' }]);
    await test.call('settings.removeMeta', { id: 'low', name: 'system:/a', key: 'n' });
    expect(test.elektrads.host('http://l:1').keys.get('system:/a')?.meta).toEqual({});
    expect(await test.call('clusters.get', { id: 'low' })).toMatchObject({ settings: 0 });
    await expect(test.call('settings.removeMeta', { id: 'low', name: 'system:/a', key: 'n' })).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    });
  });
});

describe('settings that go elsewhere', () => {
  it('are moved and copied, over nothing that is there', async () => {
    const test = await withClusters();
    for (const key of ['system:/a', 'system:/a/b', 'system:/there/x']) await set(test, 'low', key);
    const from = { id: 'low', key: 'system:/a' };
    await expect(test.call('settings.move', { ...from, target: 'system:/there' })).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
      data: { key: 'system:/there/x' },
    });
    await expect(test.call('settings.move', { ...from, target: 'system:/a/b/c' })).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
    });
    await expect(
      test.call('settings.copy', { id: 'low', key: 'system:/none', target: 'system:/c' }),
    ).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    await test.call('settings.copy', { ...from, target: 'user:/c' });
    await test.call('settings.move', { ...from, target: 'system:/d' });
    expect(onHost(test, 'l')).toEqual({
      'user:/c': '1',
      'user:/c/b': '1',
      'system:/d': '1',
      'system:/d/b': '1',
      'system:/there/x': '1',
    });
  });

  it('to the parent or a child are lost on no host', async () => {
    const test = await withClusters();
    await set(test, 'low', 'system:/a/b');
    const key = 'system:/a';
    await test.call('settings.shift', { id: 'low', key, to: 'top' });
    expect([onHost(test, 't'), onHost(test, 'l')]).toEqual([{ 'system:/a/b': '1' }, { 'system:/a/b': '1' }]);
    await test.call('settings.shift', { id: 'top', key, to: 'low' });
    expect([onHost(test, 't'), onHost(test, 'l')]).toEqual([{ 'system:/a/b': '1' }, { 'system:/a/b': '1' }]);
    await test.call('keys.set', { id: 't', key: 'system:/a/b', value: 'mine' });
    await expect(test.call('keys.set', { id: 'l', key: 'system:/a/b', value: '2' })).rejects.toMatchObject({
      code: 'KEY_LOCKED',
    });
    await test.call('clusters.create', { id: 'far', name: 'far' });
    await expect(test.call('settings.shift', { id: 'low', key, to: 'far' })).rejects.toMatchObject({
      code: 'CLUSTER_NOT_FOUND',
    });
  });

  it('come from a member as they are there, without what only mirrors its specification', async () => {
    const test = await withClusters();
    const { keys } = test.elektrads.host('http://l:1');
    keys.set('spec:/a/b', { meta: { type: 'long' }, value: '' });
    keys.set('system:/a', { meta: {}, value: '1' });
    keys.set('system:/a/b', { meta: { type: 'long', own: 'x' }, value: '2' });
    const lift = { id: 'low', instanceId: 'l' };
    await test.call('settings.lift', { ...lift, key: 'system:/a' });
    const lifted = await test.call('settings.readMany', { id: 'low', keys: ['system:/a', 'system:/a/b'] });
    expect(lifted.keys).toMatchObject([{ value: '1' }, { value: '2', meta: { own: 'x' } }]);
    expect(lifted.keys[1]?.meta).toEqual({ own: 'x' });
    await set(test, 'top', 'system:/c/above');
    keys.set('system:/c/own', { meta: {}, value: '3' });
    await test.call('settings.lift', { ...lift, key: 'system:/c' });
    expect((await test.call('settings.read', { id: 'low', key: 'system:/c' })).ls).toEqual(['system:/c/own']);
    await expect(test.call('settings.lift', { ...lift, key: 'system:/c/above' })).rejects.toMatchObject({
      code: 'SETTING_CONFLICT',
    });
    await expect(test.call('settings.lift', { ...lift, key: 'system:/none' })).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    });
    await expect(test.call('settings.lift', { ...lift, instanceId: 't', key: 'system:/a' })).rejects.toMatchObject({
      code: 'INSTANCE_NOT_IN_CLUSTER',
    });
    keys.set('system:/binary', { meta: { binary: '' } });
    await expect(test.call('settings.lift', { ...lift, key: 'system:/binary' })).rejects.toMatchObject({
      code: 'VALUE_NOT_CARRIED',
    });
  });
});
