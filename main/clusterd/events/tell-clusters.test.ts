import { describe, expect, it } from 'vitest';
import { withInstance } from '../testing/with-instance.ts';

/** What is told of clusters and settings; instances, keys and rollouts have tests of their own. */
const OF_CLUSTERS = ['cluster.changed', 'cluster.removed', 'settings.changed'];

async function withClusters() {
  const test = await withInstance();
  const top = await test.call('clusters.create', { name: 'top' });
  const leaf = await test.call('clusters.create', { name: 'leaf', parentId: top.id });
  const ofClusters = () => test.told().filter(({ name }) => OF_CLUSTERS.includes(name));
  return { ...test, top: top.id, leaf: leaf.id, ofClusters };
}

describe('what clusterd tells of clusters', () => {
  it('is each that is added, changed or deleted', async () => {
    const { call, top, leaf, ofClusters } = await withClusters();
    expect(ofClusters()).toEqual([
      { name: 'cluster.changed', data: { id: top } },
      { name: 'cluster.changed', data: { id: leaf } },
    ]);
    await call('clusters.change', { id: leaf, description: 'new' });
    expect(ofClusters()).toEqual([{ name: 'cluster.changed', data: { id: leaf } }]);
    await call('clusters.remove', { id: leaf });
    expect(ofClusters()).toEqual([{ name: 'cluster.removed', data: { id: leaf } }]);
  });

  it('is both clusters between which an instance moves', async () => {
    const { call, id, top, leaf, ofClusters } = await withClusters();
    await call('clusters.join', { id: top, instanceId: id });
    ofClusters();
    await call('clusters.join', { id: leaf, instanceId: id, force: true });
    expect(new Set(ofClusters().map(({ data }) => ('id' in data ? data.id : null)))).toEqual(new Set([top, leaf]));
  });

  it('is which keys a cluster sets otherwise', async () => {
    const { call, leaf, ofClusters } = await withClusters();
    ofClusters();
    await call('settings.set', { id: leaf, key: 'system:/a', value: '1' });
    expect(ofClusters()).toEqual([
      { name: 'cluster.changed', data: { id: leaf } },
      { name: 'settings.changed', data: { clusterId: leaf, keys: ['system:/a'] } },
    ]);
    await call('settings.remove', { id: leaf, key: 'system:/a', keep: true });
    expect(ofClusters()).toContainEqual({
      name: 'settings.changed',
      data: { clusterId: leaf, keys: ['system:/a'] },
    });
  });
});
