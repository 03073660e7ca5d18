import { describe, expect, it } from 'vitest';
import { FakeClusters } from '../../testing/fake-clusters.ts';
import { newInstance } from '../../testing/fake-clusterd.ts';
import { countFleet } from './fleet-counts.ts';
import { fleetRows, filterTree } from './fleet-rows.ts';

function someFleet() {
  const clusters = new FakeClusters();
  const top = clusters.add('Top');
  const below = clusters.add('Below', top.id);
  const empty = clusters.add('Empty');
  const inside = (id: string, name: string, clusterId: string | null) => ({
    ...newInstance(id, name, `http://${name}:1`),
    clusterId,
  });
  const instances = [inside('i1', 'one', below.id), inside('i2', 'two', top.id), inside('i3', 'three', null)];
  return { clusters: [top, below, empty], instances, top, below };
}

describe('the rows of a fleet', () => {
  it('are clusters in each other, then their instances, then those in none; each knows its place', () => {
    const rows = fleetRows(someFleet(), () => true);
    expect(rows.map(({ label, level, posInSet, setSize }) => [label, level, posInSet, setSize])).toEqual([
      ['Top', 1, 1, 3],
      ['Below', 2, 1, 2],
      ['one', 3, 1, 1],
      ['two', 2, 2, 2],
      ['Empty', 1, 2, 3],
      ['', 1, 3, 3],
      ['three', 2, 1, 1],
    ]);
  });

  it('leave out what is below a closed one, and are a plain list without clusters', () => {
    const fleet = someFleet();
    expect(fleetRows(fleet, () => false)).toHaveLength(3);
    expect(fleetRows({ ...fleet, clusters: [] }, () => true).map(({ level }) => level)).toEqual([1, 1, 1]);
  });

  it('show an instance of a cluster that is not known among those in none', () => {
    const fleet = someFleet();
    const rows = fleetRows({ ...fleet, clusters: fleet.clusters.slice(2) }, () => true);
    expect(rows.filter(({ kind }) => kind === 'instance')).toHaveLength(3);
  });

  it('are filtered with the clusters above what matches, and with all in a cluster that matches', () => {
    const named = (filter: string) => {
      const { clusters, instances } = filterTree(someFleet(), filter);
      return [...clusters, ...instances].map(({ name }) => name);
    };
    expect(named('one')).toEqual(['Top', 'Below', 'one']);
    expect(named('below')).toEqual(['Top', 'Below', 'one']);
    expect(named('top')).toEqual(['Top', 'Below', 'one', 'two']);
    expect(named('empty')).toEqual(['Empty']);
    expect(named('three')).toEqual(['three']);
  });

  it('count the instances that are waited for, those of the clusters below included', () => {
    const { clusters, instances, top, below } = someFleet();
    const delivery = { pending: 2, rejected: 1, drifted: 0, reason: null };
    const counts = countFleet(
      clusters,
      instances.map((each) => (each.id === 'i1' ? { ...each, delivery } : each)),
    );
    expect(counts.get(top.id)).toEqual({ members: 2, pending: 1, rejected: 1, drifted: 0 });
    expect(counts.get(below.id)?.members).toBe(1);
  });
});
